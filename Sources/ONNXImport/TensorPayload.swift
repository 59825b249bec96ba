/// Where in a file the numbers of a tensor stand that need no decoding.
struct TensorPayload: Sendable {

  var raw: Range<Int>?

  /// Packed `float_data` and `double_data`, whose bytes are those of the numbers.
  var floats: Range<Int>?
  var doubles: Range<Int>?

}
