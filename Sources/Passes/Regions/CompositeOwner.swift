import GraphIR

extension CompositePattern {

  /// The attribute of a composite function that names the accelerator whose pattern it matches,
  /// where its name does not say so.
  static let owner = "Accelerator"

}

extension Function {

  /// Makes this the composite `name` of `target`, and has it say so if among `targets` its name alone
  /// does not.
  mutating func makeComposite(_ name: String, of target: String, among targets: [TargetInterface]) {
    attributes["Composite"] = .text(name)
    if targets.owner(of: self)?.name != target {
      attributes[CompositePattern.owner] = .text(target)
    }
  }

}

extension [TargetInterface] {

  /// The target of the composite `function`: the one that it names, else the one that the name of the
  /// composite begins with, else the first that has a pattern of that name.
  ///
  /// A composite of a text says nothing else than its name, and a target may have another name than
  /// its patterns begin with.
  func owner(of function: Function) -> TargetInterface? {
    guard let name = function.attributes.text("Composite") else { return nil }
    if let owner = function.attributes.text(CompositePattern.owner) {
      return first { $0.name == owner }
    }
    if let dot = name.firstIndex(of: "."), let target = first(where: { $0.name == name[..<dot] }) {
      return target
    }
    return first { target in target.patterns.contains { $0.name == name } }
  }

}
