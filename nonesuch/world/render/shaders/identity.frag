// Nothing but who is there; for masks of people as if nothing stood before them.
in vec2 uv;
flat in vec4 color_layer;
flat in vec4 tile_scale_roughness_cut;
uniform sampler2DArray textures;
uniform uint track_id;
layout(location = 0) out uint out_identity;

void main() {
#ifdef CUT
  if (texture(textures, vec3(uv, color_layer.w)).a < tile_scale_roughness_cut.w) discard;
#endif
  out_identity = track_id;
}
