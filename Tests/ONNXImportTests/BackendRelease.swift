/// A release of ONNX whose cases are known here.
///
/// The folder of the cases does not say of which release it is; what first came with one does.
enum BackendRelease: String, CaseIterable {

  case release18 = "1.18"
  case release19 = "1.19"

  /// The release that `cases` are of: the last that brought one of them.
  init(of cases: [BackendCase]) {
    let names = Set(cases.map(\.name))
    self = names.contains("test_tensorscatter") ? .release19 : .release18
  }

}
