import Debugger
import Diagnostics

extension InfoTable {

  /// What crosses between the host and accelerators, and why it is copied.
  static let copies = InfoTable(
    name: "copies", summary: "what crosses between the host and accelerators",
    answer: CopiesAnswer.schema
  ) { session, _ throws(Diagnostic) in Reply(try session.copies()) }

  /// The storages of the host, and the values that share each of them.
  static let storage = InfoTable(
    name: "storage", summary: "the storages of the host, and the values that share each of them",
    answer: StorageAnswer.schema
  ) { session, _ throws(Diagnostic) in Reply(try session.storages()) }

}
