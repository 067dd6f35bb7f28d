// From radiance to what the sensor's picture shows: exposure, blur of motion and
// focus, rain before the lens, tone curve.
uniform sampler2D color;
uniform sampler2D flow;
uniform sampler2D normal_depth;
uniform vec3 exposure;       // with the white balance
uniform float shutter;       // share of the time between two pictures
uniform float saturation;
#ifdef FOCUS
uniform float aperture_pixels;  // the blur's diameter at infinity for a focus at 1 m
uniform float focus_m;
#endif
#ifdef RAIN
uniform sampler2D streaks;
uniform float time_s;
uniform float rain;
uniform vec2 drop_offset;
uniform vec3 rain_light;
#endif
layout(location = 0) out vec4 out_rgb;

// AgX (Troy Sobotka), as approximated by Benjamin Wrensch.
vec3 toned(vec3 light) {
  const mat3 inset = mat3(.842479062, .0423282422, .0423756549, .0784336, .878468636,
                          .0784336, .0792237451, .0791661275, .879142974);
  const mat3 outset = mat3(1.19687900, -.0528968517, -.0529716355, -.0980208811,
                           1.15190313, -.0980434501, -.0990297441, -.0989611768, 1.15107367);
  vec3 x = clamp((log2(max(inset * light, 1e-10)) + 12.47393) / 16.5, 0., 1.);
  vec3 x2 = x * x, x4 = x2 * x2;
  x = 15.5 * x4 * x2 - 40.14 * x4 * x + 31.96 * x4 - 6.868 * x2 * x + .4298 * x2 +
      .1191 * x - .00232;
  x = max(x, 0.);
  x += .6 * (x - .44) * x * (1. - x);  // more contrast, shade stays open
  float grey = dot(x, vec3(.2126, .7152, .0722));
  return clamp(outset * mix(vec3(grey), x, 1.26 * saturation), 0., 1.);
}

void main() {
  vec2 size = vec2(textureSize(color, 0)), at = gl_FragCoord.xy / size;
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec3 light = texelFetch(color, pixel, 0).rgb;
  vec2 path = texelFetch(flow, pixel, 0).xy * shutter;
  float moved = dot(path, path);
  int taps = moved > .5 ? int(min(sqrt(moved) + 2., 12.)) : 0;  // never for NaN
  for (int i = 0; i < taps; i++) {
    float share = (float(i) + .5) / float(taps) - .5;
    light += texture(color, at + path * share / size).rgb;
  }
  light /= float(taps + 1);
#ifdef FOCUS
  float depth = texelFetch(normal_depth, pixel, 0).w;
  depth = depth > 0. ? depth : 1e4;
  float blur = min(aperture_pixels * abs(1. / focus_m - 1. / depth), 24.);
  float weights = 1.;
  for (int i = 0; i < (blur > .6 ? 20 : 0); i++) {
    float angle = float(i) * 2.399963, reach = .5 * blur * sqrt((float(i) + .5) / 20.);
    vec2 beside = at + reach * vec2(cos(angle), sin(angle)) / size;
    float other = texture(normal_depth, beside).w;
    float own_blur = min(aperture_pixels * abs(1. / focus_m - (other > 0. ? 1. / other : 0.)), 24.);
    float weight = other > 0. && other < depth ? smoothstep(reach - 1., reach + 1., own_blur * .5) : 1.;
    light += weight * texture(color, beside).rgb;
    weights += weight;
  }
  light /= weights;
#endif
#ifdef RAIN
  vec2 slant = vec2(at.x * size.x / size.y + .06 * at.y, at.y);
  float drops = texture(streaks, slant * vec2(1.1, .62) - vec2(0, time_s * 3.1) + drop_offset).r +
                .7 * texture(streaks, slant * vec2(2.3, 1.4) - vec2(.3, time_s * 3.9) + drop_offset.yx).r;
  light = mix(light, rain_light, clamp(drops * rain, 0., .5));
#endif
  vec3 shown = toned(light * exposure);
  out_rgb = vec4(shown, dot(shown, vec3(.299, .587, .114)));
}
