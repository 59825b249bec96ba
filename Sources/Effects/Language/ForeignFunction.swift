import Tensors

/// A function that other languages have by this name; the raw value is its spelling.
enum ForeignFunction: String, CaseIterable, Sendable {

  case relu, maximum, minimum, clamp
  case transpose, dot, matmul, mm
  case astype, saturate, trunc, truncate
  case `where`, select
  case amax, amin
  case zeros, fill
  case read
  case fetch = "load"
  case write
  case put = "store"

  /// What is written for it.
  /// - Parameter x: how the first of what it takes is spelled.
  func form(on x: String) -> String {
    switch self {
    case .relu: "max(\(x), 0)"
    case .maximum: "max(\(x), y)"
    case .minimum: "min(\(x), y)"
    case .clamp: "clip(\(x), least, most)"
    case .transpose: "T(\(x))"
    case .dot, .matmul, .mm: "\(x) @ y"
    case .astype: "cast(type, \(x))"
    case .saturate: "cast(int8.sat, \(x))"
    case .trunc, .truncate: "low(\(x))"
    case .where, .select: "a if condition else b"
    case .amax: "most(\(x), axis)"
    case .amin: "least(\(x), axis)"
    case .zeros, .fill: "window = 0"
    case .read, .fetch: "window = dram(type, address, extents…)"
    case .write, .put: "dram(type, address, extents…) = window"
    }
  }

}

extension EffectFunction {

  /// How what another language writes as `x.name(…)` or `name(x, …)` is written; nil where that is
  /// not known.
  static func form(of name: String, on x: String) -> String? {
    if let foreign = ForeignFunction(rawValue: name.lowercased()) { return foreign.form(on: x) }
    if NumberType(name) != nil { return "cast(\(name), \(x))" }
    guard
      let function = allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
    else { return nil }
    return function.form.replacing("(x", with: "(\(x)").replacing(", x)", with: ", \(x))")
  }

}
