import Diagnostics
import GraphIR
import OrderedCollections
import Passes
import Support
import TargetKit
import Tensors

/// Makes the calls of a region of its function: which functions, over which values, and what has to
/// be brought into another type or layout between them.
///
/// - Errors: what no function computes, with the node.
struct CallPlanner {

  /// A value of the program: where it is, and in what form.
  struct Place: Hashable {
    var slot: Int
    var shape: [Int]
    var form: ValueForm
  }

  let module: GraphModule
  let library: LibraryDescription
  private(set) var program: CallProgram

  private var places: [ID<Node>: Place] = [:]

  /// The same values in other forms.
  private var converted: [Place: [ValueForm: Place]] = [:]

  init(
    _ name: String, of module: GraphModule, for library: LibraryDescription
  ) throws(Diagnostic) {
    self.module = module
    self.library = library
    program = CallProgram(name: name, target: library.common.name)
    guard let function = module.functions[name] else { throw .error("no function `@\(name)`") }
    for (index, parameter) in function.parameters.enumerated() {
      let type = try tensor(parameter)
      let form = ValueForm(type.element, rank: type.shape.count)
      let place = add("in\(index)", type.shape, form, .input)
      places[parameter] = place
      program.inputs.append(place.slot)
    }
    let outer = module.outerNodes(from: function.body)
    var poll = Poll()
    for id in module.postorder(from: [function.body]) where outer.contains(id) {
      try poll.check(after: 1 << 6)
      do throws(Diagnostic) { try read(id) } catch { throw module.locating(error, at: id) }
    }
    try readResult(function.body)
    guard !program.steps.isEmpty else {
      throw module.locating(.error("the region computes nothing"), at: function.body)
    }
  }

  // MARK: Nodes

  private mutating func read(_ id: ID<Node>) throws(Diagnostic) {
    let node = module[id]
    switch node.kind {
    case .apply:
      guard let function = module[node.operands[0]].function else { return }
      try readComposite(id, function, Array(node.operands.dropFirst()))
    case .call(let op, _):
      if op.has(.view), library.function(for: op.name) == nil, let data = node.operands.first {
        return try readView(id, of: data)
      }
      try readOperator(id, op, node.operands)
    default: return
    }
  }

  private mutating func readComposite(
    _ id: ID<Node>, _ function: Function, _ arguments: [ID<Node>]
  ) throws(Diagnostic) {
    let name = function.attributes.text("Composite") ?? ""
    guard let pattern = library.common.interface.patterns.first(where: { $0.name == name }) else {
      throw .error("`\(name)` is no pattern of `\(program.target)`")
    }
    guard let own = library.function(for: pattern.kind) else {
      if pattern.pattern.isView, let data = arguments.first { return try readView(id, of: data) }
      throw .error("no function computes patterns of kind `\(pattern.kind)`")
    }
    guard let bindings = pattern.bindings(at: function.body, in: module) else {
      throw .error("`\(name)` is not what its pattern says any more")
    }
    let outside = Dictionary(
      zip(function.parameters, arguments), uniquingKeysWith: { first, _ in first })
    let inside = module.postorder(from: [function.body]).filter { module[$0].op != nil }
    let operands = CallOperands(nodes: bindings, outside: outside)
    try call(
      own, pattern.kind, operands, for: id, Provenance(id, inside))
  }

  private mutating func readOperator(
    _ id: ID<Node>, _ op: Op, _ operands: [ID<Node>]
  ) throws(Diagnostic) {
    guard let own = library.function(for: op.name) else {
      throw .error("no function computes `\(op.name)`")
    }
    var nodes = [CallScope.call: id]
    for (operand, node) in zip(op.operands, operands) { nodes[operand.name] = node }
    try call(own, op.name, CallOperands(nodes: nodes, outside: [:]), for: id, Provenance(id))
  }

  /// A change of shape is another name for the same bytes.
  private mutating func readView(
    _ id: ID<Node>, of data: ID<Node>
  ) throws(Diagnostic) {
    let place = try place(of: data)
    let plain = try convert(place, to: ValueForm(place.form.element, rank: place.shape.count))
    let shape = try tensor(id).shape
    places[id] = Place(
      slot: plain.slot, shape: shape, form: ValueForm(plain.form.element, rank: shape.count))
  }

  private mutating func readResult(_ body: ID<Node>) throws(Diagnostic) {
    let node = module[body]
    if case .tuple = node.kind { program.givesTuple = true }
    for id in program.givesTuple ? node.operands : [body] {
      do throws(Diagnostic) {
        let type = try tensor(id)
        let place = try convert(
          place(of: id), to: ValueForm(type.element, rank: type.shape.count))
        program.outputs.append(CallProgram.Output(slot: place.slot, shape: place.shape))
      } catch {
        throw module.locating(error, at: id)
      }
    }
  }

  // MARK: Calls

  private mutating func call(
    _ function: LibraryFunction, _ title: String, _ operands: CallOperands, for id: ID<Node>,
    _ origin: Provenance
  ) throws(Diagnostic) {
    let type = try tensor(id)
    let own = try form(CallScope.result, type, in: function)
    var parameters: [CallStep.Parameter] = []
    for label in function.call.pointers where label != CallScope.result {
      guard let node = operands[label] else { continue }
      let fields = operands.fields(of: label, in: module)
      for (index, node) in (fields ?? [node]).enumerated() {
        let type = try tensor(node)
        let place = try convert(place(of: node), to: form(label, type, in: function))
        let name = fields == nil ? label : CallFiller.name(of: label, field: index)
        parameters.append(CallStep.Parameter(name: name, slot: place.slot))
      }
    }
    let filler = CallFiller(module: module, operands: operands, result: id, function: function)
    let statements = try function.call.filled(filler.text)
    let place = add(nextName, type.shape, own, .result)
    program.steps.append(
      CallStep(
        symbol: symbol(title), title: title, parameters: parameters, result: place.slot,
        statements: statements, keepsState: function.call.keepsState, origin: origin))
    places[id] = place
  }

  /// The form in which a function takes or gives `label`.
  private func form(
    _ label: String, _ type: (element: ElementType, shape: [Int]), in function: LibraryFunction
  ) throws(Diagnostic) -> ValueForm {
    let element = function.types[label] ?? type.element
    let plain = ValueForm(element, rank: type.shape.count)
    guard let change = function.layouts[label] else { return plain }
    guard change.order.count == type.shape.count else {
      throw .error("`\(label)` has \(type.shape.count) axes and the layout \(change.from)")
    }
    return ValueForm(element, order: change.order)
  }

  // MARK: Values

  private var nextName: String { "t\(program.steps.count + 1)" }

  private func symbol(_ title: String) -> String {
    let letters = title.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }
    return "step\(program.steps.count)_\(letters.joined())"
  }

  private mutating func add(
    _ name: String, _ shape: [Int], _ form: ValueForm, _ role: CallSlot.Role
  ) -> Place {
    program.slots.append(
      CallSlot(
        name: name, element: form.element, shape: form.order.map { shape[$0] }, role: role))
    return Place(slot: program.slots.count - 1, shape: shape, form: form)
  }

  /// Where the value of a node of the region is.
  private mutating func place(of id: ID<Node>) throws(Diagnostic) -> Place {
    if let place = places[id] { return place }
    guard let tensor = module[id].constant else {
      throw .error("an operand of it is not in the region", notes: ["it is \(id)"])
    }
    let place = addConstant(tensor, tensor.shape, ValueForm(tensor.elementType, rank: tensor.rank))
    places[id] = place
    return place
  }

  private mutating func addConstant(
    _ tensor: Tensor, _ shape: [Int], _ form: ValueForm
  ) -> Place {
    let count = program.slots.count { if case .constant = $0.role { true } else { false } }
    return add("w\(count)", shape, form, .constant(tensor))
  }

  /// The value at `place` in another form, which a call of its own makes unless it is a constant.
  private mutating func convert(
    _ place: Place, to form: ValueForm
  ) throws(Diagnostic) -> Place {
    guard place.form != form else { return place }
    if let known = converted[place]?[form] { return known }
    let made: Place
    if case .constant(let tensor) = program.slots[place.slot].role {
      made = addConstant(try tensor.stored(place.form, as: form), place.shape, form)
    } else {
      made = try addConversion(of: place, to: form)
    }
    converted[place, default: [:]][form] = made
    return made
  }

  private mutating func addConversion(
    of place: Place, to form: ValueForm
  ) throws(Diagnostic) -> Place {
    let name = nextName
    let made = add(name, place.shape, form, .result)
    let copy = ConversionCode(from: place.form, to: form, shape: place.shape)
    guard let statements = copy.statements else {
      throw .error("no code brings \(place.form.element) into \(form.element)")
    }
    let makers = program.steps.first { $0.result == place.slot }?.origin.nodes ?? []
    program.steps.append(
      CallStep(
        symbol: symbol("convert"), title: "convert",
        parameters: [CallStep.Parameter(name: "from", slot: place.slot)], result: made.slot,
        statements: statements, origin: Provenance(makers, orSyntheticBy: EmitC.info.name)))
    return made
  }

  // MARK: Types

  /// The type of a tensor that can be passed to a function.
  private func tensor(
    _ id: ID<Node>
  ) throws(Diagnostic) -> (element: ElementType, shape: [Int]) {
    guard let type = module.tensorType(of: id), let shape = type.extents, type.count != nil else {
      throw module.locating(.error("a tensor of unknown shape can not be passed to C"), at: id)
    }
    guard type.element.cName != nil else {
      throw module.locating(.error("C has no type for elements of \(type.element)"), at: id)
    }
    return (type.element, shape)
  }

}

extension Tensor {
  /// The elements, which stand as `old` says, as `new` wants them.
  fileprivate func stored(_ old: ValueForm, as new: ValueForm) throws(Diagnostic) -> Tensor {
    var back = old.order
    for (position, axis) in old.order.enumerated() { back[axis] = position }
    do throws(TensorError) {
      return try transposed(new.order.map { back[$0] }).converted(to: new.element)
    } catch {
      throw .error("a constant can not be brought into another layout: \(error)")
    }
  }
}
