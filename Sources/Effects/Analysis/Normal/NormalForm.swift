/// What an instruction can be used for: one statement of one of its cases, in a form that a compiler
/// looks for.
public struct NormalForm: Hashable, Sendable {

  /// Places in the machine's instructions, in the cases of its effect and in the case's actions.
  public var instruction: Int
  public var branch: Int
  public var action: Int

  /// The fields that have to have one number for this.
  public var selectors: [VariableID: Int]

  /// Conditions that are more than that, all of which hold.
  public var conditions: [Scalar]

  public var kind: Kind

  public enum Kind: Hashable, Sendable {
    case move(Move)
    case contract(Contract)
    case map(Map)
    case reduce(Reduce)

    /// All numbers of a window become one: a constant or an immediate.
    case fill(Placement, Polynomial)

    /// A number that the state keeps for later instructions.
    case set(Placement, Polynomial)
    case queue(QueueVerb, String, Polynomial)
    case barrier
    case stop

    /// What is none of these.
    case other
  }

  /// Numbers from one memory to another.
  public struct Move: Hashable, Sendable {
    public var direction: Direction

    /// The window of the state: what is written, or read by a store.
    public var part: Placement
    public var host: HostPlacement?

    /// What is read, where both are in the state.
    public var source: Placement?

    /// What becomes of the numbers on the way: padding, casts, scaling.
    public var steps: [Chain.Step]

    /// Whether they are added to those that are there.
    public var adds: Bool
  }

  public enum Direction: String, Hashable, Sendable, CaseIterable { case load, store, copy }

  /// A matrix product.
  public struct Contract: Hashable, Sendable {
    public var target: Placement
    public var a: Factor
    public var b: Factor

    /// Rows of `a`, columns of `b`, and what is summed over: numbers where the array fixes them.
    public var rows: Polynomial
    public var columns: Polynomial
    public var sum: Polynomial

    /// What becomes of the sums before they are written.
    public var steps: [Chain.Step]
    public var adds: Bool
  }

  public struct Factor: Hashable, Sendable {
    public var source: Placement
    public var isTransposed: Bool
    /// Casts and other steps, without the transposition.
    public var steps: [Chain.Step]
  }

  /// Each number by itself.
  public struct Map: Hashable, Sendable {
    public var target: Placement

    /// What the steps begin with; the target itself, mostly.
    public var source: Placement
    public var steps: [Chain.Step]

    public var isInPlace: Bool { target == source }
  }

  public struct Reduce: Hashable, Sendable {
    public var target: Placement
    public var source: Placement
    public var reduction: ValueReduction
    public var axis: Int

    /// The steps before it and behind it.
    public var before: [Chain.Step]
    public var behind: [Chain.Step]
    public var adds: Bool
  }

}
