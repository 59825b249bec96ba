/// What was loaded: its size, its inputs and outputs.
public struct ModelAnswer: Sendable, Hashable {

  /// An input or output, with its type as Relay writes it, if that is known.
  public struct Value: Sendable, Hashable {
    public var name: String
    public var type: String?
  }

  public var name: String
  public var format: String
  public var operators: Int
  public var constants: Int
  public var inputs: [Value]
  public var outputs: [Value]

}
