// Put in front of every kernel, after elements.cuh: random numbers that follow from a place and a key, so that backward draws
// again what forward drew, and rounding at random.

// The start of a random sequence for the 8 elements at a place, and its next number; upper bits are the better ones.
__device__ __forceinline__ u32 seed(u32 place, u32 key) {
  u32 h = place * 0x9E3779B9u ^ key;
  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  return h ^ h >> 16;
}
__device__ __forceinline__ u32 next(u32& state) { return state = state * 1664525u + 1013904223u; }

// The sequence as element `first` finds it; every element takes one number.
__device__ __forceinline__ u32 sequence_at(long long first, u32 key) {
  u32 state = seed((u32)(first / 8), key);
  for (int skipped = first % 8; skipped > 0; skipped--) next(state);
  return state;
}

// Inverted dropout's factor for the next element: 0 with a chance of threshold / 65536, else scale.
__device__ __forceinline__ float next_factor(u32& state, u32 threshold, float scale) {
  return next(state) >> 16 < threshold ? 0 : scale;
}

// Halves of a word, low one first.
__device__ __forceinline__ float low(u32 pair) { return widen((element)(pair & 0xffffu)); }
__device__ __forceinline__ float high(u32 pair) {
#if ELEMENT == 0
  return __uint_as_float(pair & 0xffff0000u);
#else
  return widen((element)(pair >> 16));
#endif
}

// Two neighbours rounded up or down: 16 random bits each are added below the last place that an element has, and the rest
// is cut off. Parameters are finite, because an update from a gradient that is not is never made.
__device__ __forceinline__ u32 dithered(float first, float second, u32 bits) {
#if ELEMENT == 0
  return __byte_perm(__float_as_uint(first) + (bits >> 16), __float_as_uint(second) + (bits & 0xffffu), 0x7632);
#else
  float a = __uint_as_float((__float_as_uint(first) + (bits >> 19)) & ~0x1fffu);
  float b = __uint_as_float((__float_as_uint(second) + (bits & 0x1fffu)) & ~0x1fffu);
  return (u32)narrow(a) | (u32)narrow(b) << 16;
#endif
}

