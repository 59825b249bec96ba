/// How the numbers of a tensor follow each other in the memory of the host: `n c/16 y x 16c`, the
/// outermost axis first.
public struct TensorLayout: Sendable, Hashable {

  public var axes: [Axis]

  public struct Axis: Sendable, Hashable {

    /// A letter: `c` of channels.
    public var name: String

    public var extent: Extent

    public init(_ name: String, _ extent: Extent = .whole) {
      self.name = name
      self.extent = extent
    }
  }

  public enum Extent: Sendable, Hashable {
    /// All there are: `c`.
    case whole
    /// The blocks of so many that it is cut into: `c/16`.
    case blocks(of: Int)
    /// So many, one block: `16c`.
    case block(Int)
  }

  public init(_ axes: [Axis]) { self.axes = axes }

  /// How many of an axis are in a block; 1 where it is whole.
  public func block(of name: String) -> Int {
    for case .block(let size) in axes.filter({ $0.name == name }).map(\.extent) { return size }
    return 1
  }

}

extension TensorLayout: CustomStringConvertible {

  public var description: String {
    axes.map { axis in
      switch axis.extent {
      case .whole: axis.name
      case .blocks(let size): "\(axis.name)/\(size)"
      case .block(let size): "\(size)\(axis.name)"
      }
    }.joined(separator: " ")
  }

}

/// How what a machine computes with lies in the memory of the host.
public struct MachineLayouts: Sendable, Hashable {

  /// Of axes `n`, `c`, `y` and `x`.
  public var data: TensorLayout?

  /// Of axes `o`, `c`, `r` and `s`.
  public var weight: TensorLayout?

  /// Of axis `o`.
  public var sum: TensorLayout?

  public init(data: TensorLayout? = nil, weight: TensorLayout? = nil, sum: TensorLayout? = nil) {
    self.data = data
    self.weight = weight
    self.sum = sum
  }

}
