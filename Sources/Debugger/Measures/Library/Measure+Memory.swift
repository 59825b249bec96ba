import Diagnostics
import Support

extension Measure {

  /// What all values of `main` take on the host.
  static let memory = Measure(
    "memory", "bytes of all storages of the host", .bytes, more: "`info storage`"
  ) { session, _ throws(Diagnostic) in
    let storages = try session.storages()
    let largest = storages.storages.sorted { $0.byteCount > $1.byteCount }
    return Reading(
      value: Double(storages.byteCount),
      text: "\(byteText(storages.byteCount)) (\(storages.byteCount) bytes)",
      offenders: largest.map { storage in
        let nodes = storage.values.map(\.node).joined(separator: ", ")
        return "storage \(storage.number): \(byteText(storage.byteCount)) for \(nodes)"
      })
  }

}
