/// What is called by name in an expression; the raw value is its spelling.
enum EffectFunction: String, CaseIterable, Sendable {

  case transpose = "T"
  case most = "most"
  case least = "least"
  case sum
  case maximum = "max"
  case minimum = "min"
  case clip, cast, low, pad, gather
  case absolute = "abs"
  case exponential = "exp"
  case squareRoot = "sqrt"
  case reciprocal, round
  case host = "dram"

  /// As it is written.
  var form: String {
    switch self {
    case .transpose: "T(x)"
    case .most: "most(x, axis)"
    case .least: "least(x, axis)"
    case .sum: "sum(x, axis)"
    case .maximum: "max(x, y, …)"
    case .minimum: "min(x, y, …)"
    case .clip: "clip(x, least, most)"
    case .cast: "cast(type, x)"
    case .low: "low(x)"
    case .pad: "pad(x, top, bottom, left, right, …, value=0)"
    case .gather: "gather(part, index)"
    case .absolute: "abs(x)"
    case .exponential: "exp(x)"
    case .squareRoot: "sqrt(x)"
    case .reciprocal: "reciprocal(x)"
    case .round: "round(x)"
    case .host: "dram(type[shape], address, extents…, stride=bytes)"
    }
  }

  /// How many arguments without a name it takes.
  var arguments: ClosedRange<Int> {
    switch self {
    case .transpose, .low, .absolute, .exponential, .squareRoot, .reciprocal, .round:
      1 ... 1
    case .most, .least, .sum, .cast, .gather: 2 ... 2
    case .clip: 3 ... 3
    case .maximum, .minimum: 2 ... 64
    case .pad: 3 ... 65
    case .host: 2 ... 64
    }
  }

  /// The names of the others.
  var labels: [String] {
    switch self {
    case .pad: ["value"]
    case .host: ["stride", "strides"]
    case .transpose, .most, .least, .sum, .maximum, .minimum, .clip, .cast, .low, .gather,
      .absolute, .exponential, .squareRoot, .reciprocal, .round:
      []
    }
  }

}

extension EffectFunction {

  /// What it gives.
  var meaning: String {
    switch self {
    case .transpose: "the last two axes exchanged"
    case .most: "the greatest along an axis, which is left with an extent of 1"
    case .least: "the least along an axis, which is left with an extent of 1"
    case .sum: "the sum along an axis, which is left with an extent of 1"
    case .maximum: "the greater of each pair; of more than two, from the left on"
    case .minimum: "the less of each pair; of more than two, from the left on"
    case .clip: "`min(max(x, least), most)`"
    case .cast: "the same numbers as the type holds them: integers keep low bits, or saturate"
    case .low: "`cast` to the type that is written, by low bits"
    case .pad: "with numbers around the first axes: before and behind each, from the first axis on"
    case .gather: "the elements of a part at places that are numbers themselves"
    case .absolute: "the size of each number"
    case .exponential: "e to the power of each number"
    case .squareRoot: "the square root of each number"
    case .reciprocal: "1 over each number"
    case .round: "the nearest whole number, ties to even"
    case .host:
      "a window on the memory of the host: elements from an address in bytes on, without gaps but "
        + "for `stride=` of the outermost extent, or `strides=(…)` of more"
    }
  }

  /// A statement with it, on the machine of the examples.
  var example: String {
    switch self {
    case .transpose: "acc[d:d+n] += inp[s:s+n] @ T(wgt[w])"
    case .most: "acc[d:d+1] = most(acc[0:n], 0)"
    case .least: "acc[d:d+n] = acc[d:d+n] - least(acc[d:d+n], 1)"
    case .sum: "acc[d:d+1] = sum(acc[0:n], 0)"
    case .maximum: "acc[d:d+n] = max(acc[d:d+n], imm)"
    case .minimum: "acc[d:d+n] = min(acc[d:d+n], acc[s:s+n])"
    case .clip: "acc[d:d+n] = clip(acc[d:d+n] >> imm, -128, 127)"
    case .cast: "inp[d:d+n] = cast(int8.sat, acc[s:s+n])"
    case .low: "dram(int8, at*16, n, 16) = low(acc[s:s+n])"
    case .pad: "acc[0:n+2] = pad(acc[s:s+n], 1, 1, value=imm)"
    case .gather: "acc[d:d+n] = gather(inp, uop[w:w+n] & 0xff)"
    case .absolute: "acc[d:d+n] = abs(acc[s:s+n])"
    case .exponential: "real[d:d+n] = exp(real[s:s+n] - most(real[s:s+n], 1))"
    case .squareRoot: "real[d:d+n] = sqrt(real[s:s+n])"
    case .reciprocal: "real[d:d+n] = real[d:d+n] * reciprocal(sum(real[d:d+n], 1))"
    case .round: "acc[d:d+n] = cast(int32, round(real[s:s+n] * 0.5))"
    case .host: "inp[d:d+n] = dram(int8, at*16, n, 16, stride=imm)"
    }
  }

}
