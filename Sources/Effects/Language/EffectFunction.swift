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
  case reciprocal
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
    case .host: "dram(type[shape], address, extents…, stride=bytes)"
    }
  }

  /// How many arguments without a name it takes.
  var arguments: ClosedRange<Int> {
    switch self {
    case .transpose, .low, .absolute, .exponential, .squareRoot, .reciprocal: 1 ... 1
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
      .absolute, .exponential, .squareRoot, .reciprocal:
      []
    }
  }

}
