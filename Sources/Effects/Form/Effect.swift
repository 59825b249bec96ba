public import ISA

/// What an instruction does: the steps that its loops make of it, and what each of them does.
///
/// A step computes the names of `let` in their order, takes the first case that holds, and does its
/// actions one after the other. An instruction without loops is one step.
public struct Effect: Hashable, Sendable {

  /// The frame: the fields of the instruction in their order first, then names and loop variables.
  public var variables: [Variable]

  /// Outermost first.
  public var loops: [Loop]

  public var bindings: [Binding]
  public var cases: [Case]

  public init(
    variables: [Variable], loops: [Loop] = [], bindings: [Binding] = [], cases: [Case]
  ) {
    self.variables = variables
    self.loops = loops
    self.bindings = bindings
    self.cases = cases
  }

  public struct Variable: Hashable, Sendable {
    public var name: String
    /// Where the number stands in the instruction; nil for names and loop variables.
    public var field: Field?
    public init(_ name: String, field: Field? = nil) {
      self.name = name
      self.field = field
    }
  }

  public struct Binding: Hashable, Sendable {
    public var variable: VariableID
    public var value: Scalar
    public init(_ variable: VariableID, _ value: Scalar) {
      self.variable = variable
      self.value = value
    }
  }

  public struct Loop: Hashable, Sendable {
    public var variable: VariableID
    public var domain: Domain
    public init(_ variable: VariableID, _ domain: Domain) {
      self.variable = variable
      self.domain = domain
    }
  }

  public enum Domain: Hashable, Sendable {
    /// The numbers from `lower` on, before `upper`; none where that is not greater.
    case numbers(lower: Scalar, upper: Scalar)
    /// The numbers that the cells of a part with one axis hold: the micro-ops of a program.
    case cells(StateID, lower: Scalar, upper: Scalar)
  }

  public struct Case: Hashable, Sendable {
    /// Nil where it always holds.
    public var condition: Scalar?
    public var actions: [Action]
    public init(condition: Scalar? = nil, _ actions: [Action]) {
      self.condition = condition
      self.actions = actions
    }
  }

}

/// One statement of an effect.
public enum Action: Hashable, Sendable {

  /// The value is computed whole before anything is written. Where it has as many numbers as the
  /// target they go there in the order of rows; otherwise its shape is broadcast to the target's,
  /// whose extents it does not change. With `adds` it is added to what is there.
  case assign(Target, Value, adds: Bool)

  /// The machine stands still behind this instruction.
  case stop

  /// What is said to a queue of outstanding work, or to a buffer.
  case queue(QueueVerb, String, Scalar)

  /// Not before all earlier instructions of these units have ended, or of all, where none is named;
  /// nothing behind it begins before.
  case barrier([String])

  public enum Target: Hashable, Sendable {
    case window(Window)
    case host(HostWindow)
  }

}
