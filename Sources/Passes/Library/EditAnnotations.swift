public import Diagnostics
import GraphIR
import OrderedCollections
import Support

/// Takes down what the user wants of where operators go, for the passes that decide it.
///
/// - Before: any program that no region has left yet.
/// - After: the program has one edit more, which `merge-composite`, `annotate` and `merge-regions`
///   keep to.
/// - Errors: the edit names what is not there, or wants what can not be.
public struct EditAnnotations: Pass {

  public static let info = PassInfo(
    "edit-annotations", "say where operators are to go, for the passes that decide it",
    options: [edit])

  /// What is said, as a line.
  public static let edit = PassOption(
    "edit", default: "", "an edit, such as `annotate nn.conv2d host where groups != 1`")

  /// It is there where the user says something.
  public static func isDefault(for model: ModelFacts) -> Bool { false }

  /// Nothing where no edit was given.
  private let edit: AnnotationEdit?

  public init(_ options: PassOptions) throws(Diagnostic) {
    let text = options[Self.edit]
    edit = text.isEmpty ? nil : try AnnotationEdit(parsing: text)
  }

  public func run(on program: inout Program, in context: inout PassContext) throws(Diagnostic) {
    guard let edit else { return }
    InferTypes.inferMissing(&program, as: Self.info.name)
    program.edits.append(try EditCheck(edit, program, context).placed(&context))
  }

}
