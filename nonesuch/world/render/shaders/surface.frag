// What is seen at a pixel, without light: identity, base color, normal, depth, motion.
in vec3 normal_camera;
in vec3 motion_world;
in vec3 pattern_point;
in vec3 pattern_normal;
#ifdef SKINNED
in vec3 up_camera;
#endif
in vec2 uv;
flat in vec4 color_layer;
flat in vec4 second_recolor;
flat in vec4 tile_scale_roughness_cut;
flat in vec4 flags_emission_metallic_mean;
uniform sampler2DArray textures;
uniform sampler2DArray tiles;  // shade, share of the second color, roughness, relief
uniform uint track_id;

const float FOLDS = 2., STEEPEST = 1.1;

layout(location = 0) out uint out_identity;       // id, class << 16, surface kind << 24
layout(location = 1) out vec4 out_base_roughness; // square roots of the base color
layout(location = 2) out vec4 out_normal_depth;   // camera coordinates, meters
layout(location = 3) out vec4 out_motion_emission;

vec3 linear_of(vec3 c) { return c * (c * (c * .305306011 + .682171111) + .012522878); }

#ifdef SKINNED
// Along the body's surface: height, and the horizontal axis that it faces least.
vec4 tile_at(float layer, float per_meter) {
  vec3 p = pattern_point * per_meter, dx = dFdx(p), dy = dFdy(p);
  bool side = abs(pattern_normal.x) > abs(pattern_normal.y);
  vec2 at = side ? p.yz : p.xz;
  return textureGrad(tiles, vec3(at, layer), side ? dx.yz : dx.xz, side ? dy.yz : dy.xz);
}

// Cloth in folds: the tile holds slopes along the horizontal axis and along height.
vec3 folded(vec3 normal, float steepness) {
  vec2 slope = steepness * (tile_at(FOLDS, 1.1).rg - .5);
  bool side = abs(pattern_normal.x) > abs(pattern_normal.y);
  vec3 rest = normalize(pattern_normal), across = cross(up_camera, normal);
  slope *= vec2(side ? rest.x : -rest.y, 1. - rest.z * rest.z);
  return normalize(normal - slope.x * across - slope.y * (up_camera - normal * dot(up_camera, normal)));
}
#else
vec4 tile_at(float layer, float per_meter) {
  return texture(tiles, vec3(pattern_point.xy * per_meter, layer));
}
#endif

void main() {
  vec3 base = color_layer.rgb;
  float roughness = tile_scale_roughness_cut.z;
#ifdef TEXTURED
  vec4 texel = texture(textures, vec3(uv, color_layer.w));
#ifdef CUT
  if (texel.a < tile_scale_roughness_cut.w) discard;
#endif
  vec3 own = linear_of(texel.rgb);
  float shade = dot(own, vec3(.2126, .7152, .0722)) * flags_emission_metallic_mean.w;
  base *= mix(own, vec3(shade), second_recolor.w);
#endif
#if !defined(TEXTURED) || defined(SKINNED)
  vec4 tile = tile_at(tile_scale_roughness_cut.x, tile_scale_roughness_cut.y);
#ifdef TEXTURED
  vec3 second = second_recolor.rgb * mix(1., shade, second_recolor.w);
#else
  vec3 second = second_recolor.rgb;
#endif
  base = mix(base, second, tile.g) * (2. * tile.r);
  roughness = clamp(roughness + tile.b - .5, .03, 1.);
#if !defined(SKINNED)
  base *= .72 + .56 * texture(tiles, vec3(pattern_point.xy * .137, 1.)).r;  // stains, wear
#endif
#endif
  vec3 normal = normalize(normal_camera);
  uint flags = uint(flags_emission_metallic_mean.x + .5);
#ifdef SKINNED
  normal = folded(normal, flags >> 8 == CLOTH ? STEEPEST : 0.);
#endif
  if (!gl_FrontFacing) normal = -normal;
  out_identity = track_id | flags << 16;
  out_base_roughness = vec4(sqrt(base), roughness);
  out_normal_depth = vec4(normal, 1. / gl_FragCoord.w);
  out_motion_emission = vec4(motion_world, flags_emission_metallic_mean.y);
}
