// Sun, sky, lamps and air on the surfaces; and where each pixel is at the next moment.
// llvmpipe runs both sides of every "if", so the sky and mirrored surroundings share one
// reading of a texture, and there are few branches.
uniform usampler2D identity;
uniform sampler2D base_roughness;
uniform sampler2D normal_depth;
uniform sampler2D motion_emission;
uniform sampler2D occlusion_depth;
uniform sampler2DArray around;  // the sky, and what smooth things mirror

uniform vec2 center;
uniform vec2 focal;
uniform vec2 distortion;
uniform mat3 world_from_camera;
uniform vec3 eye;
uniform mat4 next_camera_from_world;
uniform vec3 unknown_view;  // NaN if there is no next moment

uniform vec3 harmonics[9];
uniform float white;        // radiance that the picture shows as white
uniform float fog_per_m;
uniform vec3 fog;
uniform vec3 fog_near_sun;
uniform vec3 sun_direction;
uniform float wetness;

#ifdef SUN
uniform vec3 sun;
uniform sampler2DShadow shadows;  // near cascade left, far cascade right
uniform mat4 near_from_world;
uniform mat4 far_from_world;
uniform float near_texel_m;
uniform float far_texel_m;
#endif
#ifdef LAMPS
uniform sampler3D lamp_flux;
uniform sampler3D lamp_direction;
uniform vec3 lamp_origin;
uniform vec3 lamp_extent;
#endif
#ifdef WET
uniform mat3 camera_from_world;
uniform sampler2DArray tiles;
uniform float time_s;
uniform float rain;
uniform int mirror_steps;
#endif

layout(location = 0) out vec4 out_color;
layout(location = 1) out vec2 out_flow;

vec2 distorted(vec2 plane) {
  float squared = dot(plane, plane);
  return plane * (1. + squared * (distortion.x + squared * distortion.y));
}

// Lambert's light of the whole sphere by nine spherical harmonics (Ramamoorthi 2001).
vec3 sky_light(vec3 n) {
  return max(harmonics[0] + harmonics[1] * n.y + harmonics[2] * n.z + harmonics[3] * n.x +
             harmonics[4] * (n.x * n.y) + harmonics[5] * (n.y * n.z) +
             harmonics[6] * (3. * n.z * n.z - 1.) + harmonics[7] * (n.x * n.z) +
             harmonics[8] * (n.x * n.x - n.y * n.y), vec3(0));
}

// The half-size layer's four nearest, weighted towards those of the same depth.  They
// are a whole set of the directions that occlusion.frag spreads over neighbors.
float open_sky(float depth) {
  ivec2 first = (ivec2(gl_FragCoord.xy) - 1) >> 1, last = textureSize(occlusion_depth, 0) - 1;
  float sum = 0., weights = 0.;
  for (int i = 0; i < 4; i++) {
    vec2 found = texelFetch(occlusion_depth, clamp(first + ivec2(i & 1, i >> 1), ivec2(0), last), 0).xy;
    float weight = 1. / (.02 + abs(found.y - depth) / depth);
    sum += weight * found.x;
    weights += weight;
  }
  return sum / weights;
}

#ifdef SUN
float sunlit(vec3 world, vec3 normal, float facing) {
  float slope = sqrt(1. - min(facing * facing, 1.));  // a tap's reach, seen from the sun
  vec3 near = (near_from_world * vec4(world + normal * (near_texel_m * (.4 + 2.4 * slope)), 1)).xyz;
  vec3 far = (far_from_world * vec4(world + normal * (far_texel_m * (.4 + 1.8 * slope)), 1)).xyz;
  bool is_near = all(lessThan(abs(near.xy - .5), vec2(.49)));
  vec3 at = is_near ? near : far;
  vec2 texel = 1. / vec2(textureSize(shadows, 0)), spread = texel * (is_near ? 1.3 : .7);
  at.x = at.x * .5 + (is_near ? 0. : .5);
  float lit = texture(shadows, at);
  lit += texture(shadows, at + vec3(spread * vec2(1., .4), 0));
  lit += texture(shadows, at + vec3(spread * vec2(-.4, 1.), 0));
  lit += texture(shadows, at + vec3(spread * vec2(-1., -.4), 0));
  lit += texture(shadows, at + vec3(spread * vec2(.4, -1.), 0));
  bool inside = is_near || all(lessThan(abs(far.xy - .5), vec2(.49)));
  return inside ? lit * .2 : 1.;
}
#endif

// The share of light from one direction that a rough surface mirrors (GGX).
float mirrored(vec3 n, vec3 v, vec3 l, float roughness, float at_right_angle) {
  vec3 h = normalize(v + l);
  float a = roughness * roughness, a2 = a * a;
  float nh = max(dot(n, h), 0.), lh = max(dot(l, h), .2);
  float d = nh * nh * (a2 - 1.) + 1.;
  float fresnel = at_right_angle + (1. - at_right_angle) * pow(1. - lh, 5.);
  return fresnel * a2 / (4. * 3.1416 * d * d * lh * lh * (a + .5) + 1e-4) * max(dot(n, l), 0.);
}

#ifdef WET
// What the picture itself shows in a mirror's direction; a is 0 where it shows nothing.
vec4 seen_in_mirror(vec3 world, vec3 direction, int steps) {
  vec3 at = camera_from_world * (world - eye), along = camera_from_world * direction;
  ivec2 last = textureSize(normal_depth, 0) - 1, found = ivec2(-1);
  float stride = .35, reach = .15 + .2 * fract(dot(gl_FragCoord.xy, vec2(.7548, .5698)));
  float hit = 0.;
  for (int i = 0; i < steps; i++) {
    vec3 p = at + along * reach;
    ivec2 pixel = ivec2(p.xy / max(p.z, .1) * focal + center);
    float depth = texelFetch(normal_depth, clamp(pixel, ivec2(0), last), 0).w;
    bool inside = p.z > .1 && all(greaterThanEqual(pixel, ivec2(0))) && all(lessThanEqual(pixel, last));
    bool behind = depth > 0. && depth < p.z && p.z - depth < stride * 1.6 + .2;
    bool is_first = inside && behind && found.x < 0;
    found = is_first ? pixel : found;
    hit = is_first ? reach : hit;
    stride *= 1.22;
    reach += stride;
  }
  ivec2 pixel = max(found, ivec2(0));
  vec3 base = texelFetch(base_roughness, pixel, 0).rgb;
  vec3 normal = world_from_camera * texelFetch(normal_depth, pixel, 0).xyz;
  vec3 lit = sky_light(normal);
#ifdef SUN
  lit += .35 * sun * max(dot(normal, sun_direction), 0.);
#endif
#ifdef LAMPS
  lit += .4 * texture(lamp_flux, (world + direction * hit - lamp_origin) / lamp_extent).rgb;
#endif
  lit += texelFetch(motion_emission, pixel, 0).w * white;
  return vec4(base * base * lit, found.x < 0 ? 0. : 1.);
}
#endif

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec4 normal_and_depth = texelFetch(normal_depth, pixel, 0);
  float depth = normal_and_depth.w;
  bool is_sky = depth <= 0.;
  vec2 plane = (gl_FragCoord.xy - center) / focal;
  vec3 ray = world_from_camera * vec3(plane, 1);
  vec3 view = normalize(ray);
  vec4 moving = texelFetch(motion_emission, pixel, 0);
  vec3 world = eye + ray * depth;

  vec4 next = is_sky ? vec4(ray, 0) : vec4(world + moving.xyz, 1);
  vec3 ahead = (next_camera_from_world * next).xyz + unknown_view;
  out_flow = (distorted(ahead.xy / (ahead.z > 1e-3 ? ahead.z : uintBitsToFloat(0x7fc00000u))) - distorted(plane)) * focal;

  vec3 n = world_from_camera * normal_and_depth.xyz, v = -view;
  vec4 stored = texelFetch(base_roughness, pixel, 0);
  vec3 base = stored.rgb * stored.rgb;
  float roughness = stored.a;
  uint flags = texelFetch(identity, pixel, 0).r >> 16;
  uint surface = flags & 255u, kind = flags >> 8;
  bool skin = kind == SKIN, hair = kind == HAIR, leaf = kind == LEAF, metal = kind == METAL;
  bool ground = surface >= 1u && surface <= 4u && n.z > .6;
  float open = open_sky(depth);
  float wet = 0.;
#ifdef WET
  float pooled = texture(tiles, vec3(world.xy * .11, 1.)).r + .35 * texture(tiles, vec3(world.xy * .031, 1.)).r;
  float puddle = smoothstep(1.02 - .42 * wetness, 1.12 - .42 * wetness, pooled);
  wet = wetness * (ground ? .65 + .35 * puddle : n.z > .3 ? .25 : .08);
  base *= 1. - .5 * wet;
  roughness = mix(roughness, ground ? mix(.32, .06, puddle) : .4, wet);
#endif
  float facing = dot(n, v);
  vec3 ambient = sky_light(n);
  if (leaf) ambient += .4 * sky_light(-n);
  vec3 diffuse = ambient * open;
  vec3 gloss = vec3(0);
  float at_right_angle = skin ? .028 : kind == GLOSS || kind == GLASS ? .05 : .04;
#ifdef SUN
  float toward = dot(n, sun_direction);
  float lit = sunlit(world, n, max(toward, 0.));
  vec3 direct = vec3(max(toward, 0.));
  if (skin) direct = max((vec3(toward) + vec3(.25, .17, .14)) / vec3(1.25, 1.17, 1.14), 0.);
  if (hair) direct = vec3(.25 + .55 * max(toward, 0.)) * .8;
  if (leaf) direct = vec3(max(toward, 0.) * .75 + .45 * max(-toward, 0.)) + .08;
  diffuse += sun * direct * lit;
  gloss += sun * lit * mirrored(n, v, sun_direction, max(roughness, .08), at_right_angle);
#endif
#ifdef LAMPS
  vec3 lamp_at = (world - lamp_origin) / lamp_extent;
  vec4 from = texture(lamp_direction, lamp_at);
  vec3 flux = texture(lamp_flux, lamp_at).rgb;
  float aligned = length(from.xyz);
  vec3 lamp = from.xyz / max(aligned, 1e-4);
  float wrap = skin ? .3 : .12;
  float share = max((dot(n, lamp) + wrap) / (1. + wrap), 0.);
  float shaded = 1.;
#ifdef SUN
  shaded = mix(1., .4 + .6 * lit, clamp(n.z, 0., 1.));  // lamps hang high, as the moon does
#endif
  diffuse += flux * mix(.3, share, aligned) * (.4 + .6 * open) * shaded;
  gloss += flux * aligned * mirrored(n, v, lamp, max(roughness, .3), at_right_angle);
#endif
  float graze = pow(clamp(1. - facing, 0., 1.), 5.);
  float fuzz = pow(1. - clamp(facing, .15, 1.), 3.);
  if (kind == CLOTH) diffuse *= 1. + .4 * fuzz;
  if (skin) diffuse *= mix(vec3(1.), vec3(1.06, .98, .96), graze);
  vec3 bright = metal ? base : vec3(at_right_angle);
  vec3 fresnel = bright + (max(vec3(1. - roughness), bright) - bright) * graze;
  if (hair || leaf) gloss *= hair ? .6 : .25;
  vec3 color = (metal ? vec3(0) : base * diffuse) + gloss * (metal ? base / .04 : vec3(1));
  vec3 r = reflect(-v, n);
#ifdef WET
  float ripple = rain * (ground ? 1. : 0.);
  vec4 waves = texture(tiles, vec3(world.xy * .9 + vec2(.13, .31) * floor(time_s * 12.), 1.));
  r = normalize(r + vec3((waves.ra - .5) * (.10 * ripple + .03 * wet), 0));
  if (ground) r.z = abs(r.z);
#endif
  vec3 seen = textureLod(around, vec3(square_of(is_sky ? view : r), is_sky ? 0. : 1.),
                         is_sky ? 0. : roughness * 5.).rgb;
  vec3 heavens = seen;
#ifdef SUN
  float disc = max(dot(view, sun_direction), 0.);
  heavens += sun * (8. * smoothstep(.99988, .99995, disc) + .12 * pow(disc, 400.));
#endif
#ifdef LAMPS
  seen += .06 * flux;
#endif
#ifdef WET
  vec4 found = seen_in_mirror(world, r, ground && wet > .3 && !is_sky ? mirror_steps : 0);
  seen = mix(seen, found.rgb, found.a);
#endif
  float sharp = (1. - roughness) * (1. - roughness);
  bool shiny = kind == GLASS || kind == GLOSS || metal || wet > .3 || roughness < .4 || kind == EYE;
  color += shiny ? seen * fresnel * mix(.35 + .65 * open, 1., sharp) : vec3(0);
  color += base * moving.w * white;
  float clear = exp(-fog_per_m * length(ray) * depth);
  float glow = max(dot(view, sun_direction), 0.);
  color = mix(fog + fog_near_sun * (glow * glow * glow * glow), color, clear);
  out_color = vec4(is_sky ? heavens : color, 1);
}
