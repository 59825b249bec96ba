import Support
import Tensors

/// Writes a module as Relay text, version 0.0.5.
///
/// Every value gets a line and a number; bodies of functions and branches are blocks of their own.
/// The order of the lines is that of TVM: a function literal is written when it is first met, any
/// other value when its first reader is; but a value that several blocks read is written outside of
/// them, where TVM writes it into the first one.
struct RelayPrinter {

  let module: GraphModule
  let options: RelayTextOptions

  /// What stands for a value that has been written.
  private var names: [ID<Node>: RelayDocument] = [:]

  /// What a value is, before it has a name.
  private var rendered: [ID<Node>: RelayDocument] = [:]

  /// The blocks that are being written, innermost last.
  private var scopes: [Scope] = []

  private struct Scope {
    let block: Int
    var text = RelayDocument()
  }

  private var blocks: RelayBlocks

  private var temporaries = 0
  private var usedNames: [String: Int] = [:]
  private(set) var metadata = RelayMetadata()

  init(_ module: GraphModule, _ options: RelayTextOptions) {
    self.module = module
    self.options = options
    blocks = RelayBlocks()
  }

  /// Every function, with an empty line between them.
  mutating func print() -> RelayDocument {
    var text = RelayDocument("#[version = \"0.0.5\"]")
    for (index, (name, function)) in module.functions.enumerated() {
      if index > 0 { text.newLine() }
      blocks = RelayBlocks(function, in: module)
      text.nest(
        printFunction("def @\(name)", function, RelayBlocks.outermost), indent: 0)
    }
    return text
  }

  // MARK: Blocks

  private mutating func printFunction(
    _ head: String, _ function: Function, _ block: Int
  ) -> RelayDocument {
    var text = RelayDocument(head + "(")
    var items = function.parameters.map { declare($0) }
    items += function.attributes.names.compactMap { name in
      function.attributes[name].map { "\(name)=\($0.relaySpelling)" }
    }
    text.append(items.joined(separator: ", ") + ") ")
    if options.types, let result = module[function.body].type ?? function.result {
      text.append("-> \(result) ")
    }
    printBlock(block, function.body, into: &text)
    return text
  }

  private mutating func printBlock(
    _ block: Int, _ body: ID<Node>, into text: inout RelayDocument
  ) {
    text.append("{")
    text.nest(printScope(block) { $0.print(body, inline: true) }, indent: 2)
    text.newLine()
    text.append("}")
  }

  private mutating func printScope(
    _ block: Int, _ value: (inout RelayPrinter) -> RelayDocument
  ) -> RelayDocument {
    scopes.append(Scope(block: block))
    let value = value(&self)
    var text = scopes.removeLast().text
    text.append(value)
    return text
  }

  private var innermost: Int { scopes.last?.block ?? RelayBlocks.outermost }

  /// Writes a line into a block that is being written.
  private mutating func emit(_ text: RelayDocument, into block: Int) {
    guard let index = scopes.lastIndex(where: { $0.block == block }) else { return }
    scopes[index].text.append(text)
    scopes[index].text.newLine()
  }

  // MARK: Values

  /// What a reader of `id` writes for it; gives it a line unless it is written in place.
  private mutating func print(_ id: ID<Node>, inline: Bool = false) -> RelayDocument {
    if let name = names[id] { return name }
    let home = blocks.home(of: id)
    let isInline =
      module[id].isAlwaysInline || inline && home == innermost && !blocks.isParted(id)
    var value: RelayDocument
    if blocks.isParted(id) {
      value = RelayDocument("(")
      value.nest(printScope(blocks.block(of: id)) { $0.renderBindings(id) }, indent: 2)
      value.newLine()
      value.append(")")
    } else {
      value = render(id)
    }
    value.append(annotation(of: id))
    if case .variable = module[id].kind {
      emit(RelayDocument("free_var \(declare(id));", node: id), into: home)
      return names[id] ?? value
    }
    guard !isInline else {
      names[id] = value
      return value
    }
    var line = RelayDocument(number(of: id), node: id)
    let name = line
    line.append(" = ")
    line.append(value)
    line.append(";")
    emit(line, into: home)
    var reference = RelayDocument()
    reference.append(name.lines[0].text)
    names[id] = reference
    return reference
  }

  /// The name of the next line that has one, which gives `id`.
  private mutating func number(of id: ID<Node>) -> String {
    switch options.numbers {
    case .ofNodes: return "\(id)"
    case .ofLines:
      temporaries += 1
      return "%\(temporaries - 1)"
    }
  }

  /// The expression of `root`, after whatever it reads through calls, tuples and projections.
  private mutating func render(_ root: ID<Node>) -> RelayDocument {
    var stack = [(id: root, isExpanded: false)]
    while let (id, isExpanded) = stack.last {
      if rendered[id] != nil {
        stack.removeLast()
      } else if isExpanded {
        rendered[id] = renderOne(id)
        stack.removeLast()
      } else {
        stack[stack.count - 1].isExpanded = true
        for next in module.dataflow(of: id).reversed()
        where rendered[next] == nil && !blocks.isParted(next) {
          stack.append((next, false))
        }
      }
    }
    return rendered[root] ?? RelayDocument()
  }

  private mutating func renderOne(_ id: ID<Node>) -> RelayDocument {
    let node = module[id]
    switch node.kind {
    case .variable(let name): return names[id] ?? RelayDocument("%\(name)")
    case .constant(let tensor): return RelayDocument(spelling(of: tensor, id))
    case .global(let name): return RelayDocument("@\(name)")
    case .call(let op, let attributes):
      let items = list(node.operands) + spelling(of: attributes, of: op)
      return RelayDocument("\(op.name)(\(items.joined(separator: ", ")))", node: id)
    case .apply:
      let items = list(node.operands.dropFirst())
      let callee = node.operands.first.map { print($0) } ?? RelayDocument()
      var text = callee
      text.append("(\(items.joined(separator: ", ")))")
      text.tag(id)
      return text
    case .tuple:
      let items = list(node.operands)
      let comma = items.count == 1 ? "," : ""
      return RelayDocument("(\(items.joined(separator: ", "))\(comma))", node: id)
    case .projection(let index):
      var text = print(node.operands[0])
      text.append(".\(index)")
      text.tag(id)
      return text
    case .function(let function): return printFunction("fn ", function, blocks.block(of: id))
    case .conditional: return renderConditional(id)
    case .binding: return renderBindings(id)
    }
  }

  private mutating func renderConditional(_ id: ID<Node>) -> RelayDocument {
    let node = module[id]
    var text = RelayDocument("if (")
    text.append(print(node.operands[0]))
    text.append(") ")
    printBlock(blocks.block(of: id, part: 0), node.operands[1], into: &text)
    text.append(" else ")
    printBlock(blocks.block(of: id, part: 1), node.operands[2], into: &text)
    return text
  }

  /// Writes a chain of `let` line by line into the innermost block; the value is the last body.
  private mutating func renderBindings(_ first: ID<Node>) -> RelayDocument {
    var id = first
    while case .binding = module[id].kind, id == first || !blocks.isParted(id) {
      let operands = module[id].operands
      let variable = declare(operands[0])
      let value = print(operands[1], inline: true)
      var line = RelayDocument("let \(variable) = ", node: operands[1])
      line.append(value)
      line.append(";")
      emit(line, into: innermost)
      id = operands[2]
    }
    return print(id, inline: true)
  }

  /// What stands for each of `ids`, in one line each.
  private mutating func list(_ ids: some Sequence<ID<Node>>) -> [String] {
    ids.map { print($0).lines.map(\.text).joined(separator: " ") }
  }

  // MARK: Names and types

  /// Gives a variable its name and spells where it is introduced.
  private mutating func declare(_ id: ID<Node>) -> String {
    guard case .variable(let hint) = module[id].kind, names[id] == nil else {
      return names[id]?.lines[0].text ?? "%_"
    }
    let name = unique(relayIdentifier(hint))
    names[id] = RelayDocument("%" + name)
    guard let type = module[id].type else { return "%" + name }
    return "%\(name): \(type)\(annotation(of: id))"
  }

  private mutating func unique(_ hint: String) -> String {
    var name = hint
    if usedNames[hint] != nil {
      repeat {
        usedNames[hint, default: 0] += 1
        name = "\(hint)\(usedNames[hint, default: 0])"
      } while usedNames[name] != nil
    }
    usedNames[name] = 0
    return name
  }

  private func annotation(of id: ID<Node>) -> String {
    guard options.types, module[id].hasTypeComment, let type = module[id].type else { return "" }
    return " /* ty=\(type) */"
  }

  // MARK: Constants and attributes

  private mutating func spelling(of tensor: Tensor, _ id: ID<Node>) -> String {
    tensor.relayScalar ?? "meta[relay.Constant][\(metadata.index(of: tensor, id))]"
  }

  private mutating func spelling(of attributes: Attributes, of op: Op) -> [String] {
    if options.metadata == .full, op.has(.annotation),
      let compiler = attributes.text("compiler")
    {
      return ["meta[relay.attrs.CompilerAttrs][\(metadata.index(ofCompiler: compiler))]"]
    }
    return attributes.relaySpelling(of: op)
  }

}

/// A name that a text can spell after `%`: letters, digits and `_`, a letter or `_` first.
func relayIdentifier(_ hint: String) -> String {
  let isPlain: (Unicode.Scalar) -> Bool = {
    ("a" ... "z").contains($0) || ("A" ... "Z").contains($0) || ("0" ... "9").contains($0)
      || $0 == "_"
  }
  var name = ""
  for scalar in hint.unicodeScalars { name.unicodeScalars.append(isPlain(scalar) ? scalar : "_") }
  guard let first = name.unicodeScalars.first, first.properties.isAlphabetic else {
    return "v" + name
  }
  return name
}
