// One triangle that covers the picture.
in vec2 in_corner;
void main() { gl_Position = vec4(in_corner, 0, 1); }
