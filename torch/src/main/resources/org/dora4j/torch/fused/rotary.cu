// Turns feature i of the first half of every head with feature i of its second half by the token's angle:
//   first' = first cos - sign second sin,   second' = second cos + sign first sin.
//
// Fused because a rotation from separate products reads and writes the heads six times; queries and keys share a launch.
// q is [N, heads, e], k is [N, groups, e], cos and sin [N, e/2]; blockIdx.y tells queries (0) from keys (1).

extern "C" __global__ void rotary(
    const element* q, const element* k, const element* cosine, const element* sine, element* q_out, element* k_out,
    long long tokens, int heads, int groups, int half, float sign) {
  const element* x = blockIdx.y == 0 ? q : k;
  element* out = blockIdx.y == 0 ? q_out : k_out;
  int rows = blockIdx.y == 0 ? heads : groups;
  int packs = half / WIDTH;
  long long index = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= tokens * rows * packs) return;
  long long token = index / ((long long)rows * packs);
  int p = index % packs;
  long long first_pack = index / packs * 2 * packs + p;
  Pack a = load(x, first_pack);
  Pack b = load(x, first_pack + packs);
  Pack c = load(cosine, token * packs + p);
  Pack s = load(sine, token * packs + p);
#pragma unroll
  for (int i = 0; i < WIDTH; i++) {
    float first = widen(a.at[i]);
    float second = widen(b.at[i]);
    a.at[i] = narrow(first * widen(c.at[i]) - sign * second * widen(s.at[i]));
    b.at[i] = narrow(second * widen(c.at[i]) + sign * first * widen(s.at[i]));
  }
  store(out, first_pack, a);
  store(out, first_pack + packs, b);
}
