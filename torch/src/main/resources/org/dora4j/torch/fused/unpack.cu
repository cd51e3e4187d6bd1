// The elements of a packed weight, eight by eight: for products that no kernel of ours merges.
//
// Fused because nothing but codes is read and nothing but elements is written.

extern "C" __global__ void unpack(WEIGHT, element* out, int eights, int columns) {
  __shared__ float book[16];
  load_book(book);
  __syncthreads();
  Weight w(WEIGHT_ARGUMENTS, book);
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < eights; i += gridDim.x * blockDim.x) {
    u32 place = 8u * i;
    Eight e = w.eight(place, place / columns);
#pragma unroll
    for (int k = 0; k < 8 / WIDTH; k++) {
      Pack pack;
#pragma unroll
      for (int j = 0; j < WIDTH; j++) {
        int element = k * WIDTH + j;
        pack.at[j] = narrow(element % 2 ? w.second(e, element / 2) : w.first(e, element / 2));
      }
      store(out, (long long)i * (8 / WIDTH) + k, pack);
    }
  }
}
