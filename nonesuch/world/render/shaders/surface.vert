// One vertex of a rigid thing or of a skinned person.  All passes share this text, so
// that the same triangle always covers the same pixels.
in vec3 in_position;
in vec3 in_normal;
in vec2 in_uv;
in float in_material;
uniform mat4 clip_from_world;

#ifdef SKINNED
in uvec4 in_bones;
in vec4 in_weights;
layout(std140) uniform Bones {  // three rows a bone: of now, then of the next moment
  vec4 rows[2 * 3 * MOST_BONES];
};

vec4 blended(int first) {
  ivec4 at = ivec4(in_bones) * 3 + first;
  return in_weights.x * rows[at.x] + in_weights.y * rows[at.y] + in_weights.z * rows[at.z] +
         in_weights.w * rows[at.w];
}
#else
uniform mat4 world_from_object;
#endif

#ifndef SHADOW
uniform mat3 camera_from_world;
uniform sampler2D materials;  // a row: one material
uniform vec3 unknown_motion;  // NaN if the next moment is unknown, else 0
#ifndef SKINNED
uniform mat4 next_world_from_object;
uniform mat3 normal_from_object;
#endif
out vec3 normal_camera;
out vec3 motion_world;
out vec3 pattern_point;  // meters, fixed to the thing
out vec3 pattern_normal;
#ifdef SKINNED
out vec3 up_camera;  // where the rest pose's z axis points
#endif
flat out vec4 color_layer;
flat out vec4 second_recolor;
flat out vec4 tile_scale_roughness_cut;
flat out vec4 flags_emission_metallic_mean;
#endif
#if defined(TEXTURED) || !defined(SHADOW)
out vec2 uv;
#endif
#ifdef SHADOW
#ifdef TEXTURED
uniform sampler2D materials;
flat out float layer;
flat out float alpha_cut;
#endif
#endif

invariant gl_Position;

void main() {
  vec4 local = vec4(in_position, 1);
#ifdef SKINNED
  vec4 x = blended(0), y = blended(1), z = blended(2);
  vec3 world = vec3(dot(x, local), dot(y, local), dot(z, local));
#else
  vec3 world = (world_from_object * local).xyz;
#endif
  gl_Position = clip_from_world * vec4(world, 1);
#if defined(TEXTURED) || !defined(SHADOW)
  uv = in_uv;
#endif
#ifdef SHADOW
#ifdef TEXTURED
  int material = int(in_material + .5);
  layer = texelFetch(materials, ivec2(0, material), 0).w;
  alpha_cut = texelFetch(materials, ivec2(2, material), 0).w;
#endif
#else
  int material = int(in_material + .5);
  color_layer = texelFetch(materials, ivec2(0, material), 0);
  second_recolor = texelFetch(materials, ivec2(1, material), 0);
  tile_scale_roughness_cut = texelFetch(materials, ivec2(2, material), 0);
  flags_emission_metallic_mean = texelFetch(materials, ivec2(3, material), 0);
#ifdef SKINNED
  vec3 normal = vec3(dot(x.xyz, in_normal), dot(y.xyz, in_normal), dot(z.xyz, in_normal));
  const int NEXT = 3 * MOST_BONES;
  vec3 next = vec3(dot(blended(NEXT), local), dot(blended(NEXT + 1), local),
                   dot(blended(NEXT + 2), local));
  pattern_point = in_position;
  pattern_normal = in_normal;
  up_camera = camera_from_world * vec3(x.z, y.z, z.z);
#else
  vec3 normal = normal_from_object * in_normal;
  vec3 next = (next_world_from_object * local).xyz;
  pattern_point = vec3(in_uv, 0);
  pattern_normal = vec3(0, 0, 1);
#endif
  normal_camera = camera_from_world * normal;
  motion_world = next - world + unknown_motion;
#endif
}
