import Support
import Tensors

/// A window of a part of the state with what its places depend on.
public struct Placement: Hashable, Sendable {

  public var part: StateID

  /// One for each axis of the part.
  public var axes: [Axis]

  public struct Axis: Hashable, Sendable {
    public var start: Start

    /// How many places; a number where the machine fixes it.
    public var count: Polynomial

    /// Whether it is an axis of the window's numbers.
    public var isKept: Bool
  }

  init(_ window: Window, _ context: NormalContext) {
    part = window.state
    let spans = window.spans(context.machine[window.state].shape)
    axes = spans.enumerated().map { index, span in
      var isKept = true
      if window.axes.indices.contains(index), case .at = window.axes[index] { isKept = false }
      return Axis(
        start: context.start(span.lower), count: context.expansion[span.count], isKept: isKept)
    }
  }

  /// Whether all starts are sums of fields, cells and micro-ops.
  public var isAffine: Bool { axes.allSatisfy(\.start.isAffine) }

}

/// A window of the host's memory with what its place depends on.
public struct HostPlacement: Hashable, Sendable {

  public var type: NumberType

  /// The extents of one element.
  public var element: [Int]

  /// - Units: bytes.
  public var address: Start

  public var extents: [Polynomial]

  /// - Units: bytes.
  public var strides: [Polynomial]

  init(_ window: HostWindow, _ context: NormalContext) {
    type = window.type
    element = window.element
    address = context.start(window.address)
    extents = window.extents.map { context.expansion[$0] }
    strides = window.strides.map { context.expansion[$0] }
  }

  /// - Units: bytes of one element.
  public var elementBytes: Int { (element + [type.element.byteSize]).product }

}

/// What a case of an effect is read with.
struct NormalContext {

  let machine: MachineForm
  let effect: Effect

  /// With the fields that the case fixes put in.
  let expansion: Expansion

  init(_ machine: MachineForm, _ effect: Effect, fixed: [VariableID: Int]) {
    self.machine = machine
    self.effect = effect
    expansion = Expansion(of: effect, where: fixed)
  }

  func start(_ scalar: Scalar) -> Start {
    Start(expansion[scalar], loops: effect.loops.map(\.variable))
  }

}
