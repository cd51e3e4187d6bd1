// Put in front of every kernel, after random.cuh: where the numbers of a weight W come from, in eights of neighbours in a row.
// Macro PACKED: 0 elements as they are; 1 NF4, two codes a byte, the first in its upper bits, and a scale for 64 of them, itself
// of four bytes or map[code] * outer + mean with one outer for 256; 2 a signed byte each and a scale for a row.
// Packed numbers are rounded to elements, so that W is the same wherever it is made. A kernel that reads W takes WEIGHT among its
// parameters, calls load_book before it waits for its block, and makes a Weight of it.

#define WEIGHT \
  const void *__restrict__ numbers, const void *__restrict__ scales, const float *__restrict__ outer, const float *__restrict__ mean, \
      const float *__restrict__ map
#define WEIGHT_ARGUMENTS numbers, scales, outer, mean, map

#if PACKED == 0

struct Eight { uint4 halves; };

struct Weight {
  const element* elements;
  __device__ Weight(WEIGHT, const float*) : elements((const element*)numbers) {}
  __device__ Eight eight(u32 place, int) const { return {__ldg((const uint4*)(elements + place))}; }
  __device__ float first(const Eight& e, int i) const { return low((&e.halves.x)[i]); }
  __device__ float second(const Eight& e, int i) const { return high((&e.halves.x)[i]); }
  __device__ float at(u32 place, int) const { return widen(elements[place]); }
};

#elif PACKED == 1

struct Eight {
  u32 codes;
  float scale;
};

struct Weight {
  const void *numbers, *scales;
  const float *outer, *mean, *map, *book;
  __device__ Weight(WEIGHT, const float* book) : numbers(numbers), scales(scales), outer(outer), mean(mean), map(map), book(book) {}
  __device__ float scale(u32 block) const {
    if (!map) return __ldg((const float*)scales + block);
    return __fadd_rn(__fmul_rn(__ldg(map + __ldg((const unsigned char*)scales + block)), __ldg(outer + block / 256)), __ldg(mean));
  }
  __device__ Eight eight(u32 place, int) const { return {__ldg((const u32*)numbers + place / 8), scale(place / 64)}; }
  __device__ float number(u32 code, float scale) const { return widen(narrow(book[code & 15] * scale)); }
  __device__ float first(const Eight& e, int i) const { return number(e.codes >> (8 * i + 4), e.scale); }
  __device__ float second(const Eight& e, int i) const { return number(e.codes >> (8 * i), e.scale); }
  __device__ float at(u32 place, int row) const {
    Eight e = eight(place, row);
    return place % 2 ? second(e, place % 8 / 2) : first(e, place % 8 / 2);
  }
};

#else

struct Eight {
  uint2 bytes;
  float scale;
};

struct Weight {
  const void* numbers;
  const float* scales;
  __device__ Weight(WEIGHT, const float*) : numbers(numbers), scales((const float*)scales) {}
  __device__ Eight eight(u32 place, int row) const { return {__ldg((const uint2*)numbers + place / 8), __ldg(scales + row)}; }
  __device__ float number(u32 word, int byte, float scale) const {
    return widen(narrow((float)(signed char)(word >> (8 * byte)) * scale * 7.874015718698502e-3f));
  }
  __device__ float first(const Eight& e, int i) const { return number((&e.bytes.x)[i / 2], 2 * i % 4, e.scale); }
  __device__ float second(const Eight& e, int i) const { return number((&e.bytes.x)[i / 2], 2 * i % 4 + 1, e.scale); }
  __device__ float at(u32 place, int row) const {
    Eight e = eight(place, row);
    return place % 2 ? second(e, place % 8 / 2) : first(e, place % 8 / 2);
  }
};

#endif

// The sixteen numbers of NF4, in shared memory, where every lane reads another one at once.
__device__ __forceinline__ void load_book(float* book) {
#if PACKED == 1
  const float nf4[16] = {-1, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f,
                         -0.18477343022823334f, -0.09105003625154495f, 0, 0.07958029955625534f, 0.16093020141124725f,
                         0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f,
                         0.7229568362236023f, 1};
#pragma unroll
  for (int i = 0; i < 16; i++) {
    if (threadIdx.x == i) book[i] = nf4[i];
  }
#endif
}
