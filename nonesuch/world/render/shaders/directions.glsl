// The whole sphere on a square (octahedral map), z up in the middle.
vec2 square_of(vec3 d) {
  vec2 p = d.xy / (abs(d.x) + abs(d.y) + abs(d.z));
  vec2 folded = (1. - abs(p.yx)) * vec2(p.x < 0. ? -1. : 1., p.y < 0. ? -1. : 1.);
  return (d.z < 0. ? folded : p) * .5 + .5;
}
