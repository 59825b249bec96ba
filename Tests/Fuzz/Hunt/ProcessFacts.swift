import Foundation

/// What the system knows of a process.
enum ProcessFacts {

  /// The most memory that the process has had at once.
  /// - Units: MiB; 0 where the process is gone.
  static func peakMemory(of process: String) -> Int {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/status") else {
      return 0
    }
    let text = String(decoding: data, as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) } ?? 0)
      / 1024
  }

  /// How long the process has computed.
  /// - Units: seconds; nil where it is gone.
  static func computingTime(of process: String) -> Double? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
      return nil
    }
    let text = String(decoding: data, as: UTF8.self)
    // The second field is a name, which may hold anything.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return nil
    }
    return (user + system) / ticksPerSecond
  }

  private static let ticksPerSecond = 100.0

}
