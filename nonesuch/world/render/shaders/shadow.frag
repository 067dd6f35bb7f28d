// Depth alone; leaves and hair let light through where they are cut.
#ifdef CUT
in vec2 uv;
flat in float layer;
flat in float alpha_cut;
uniform sampler2DArray textures;
#endif

void main() {
#ifdef CUT
  if (texture(textures, vec3(uv, layer)).a < alpha_cut) discard;
#endif
}
