import Foundation

/// How much the tests with random programs try: little every time, more where somebody asks for it.
enum Soak {

  /// Groups of 50 programs. `SOAK=200 swift test --filter EffectsTests` tries 10,000.
  static let groups = 0 ..< (asked ?? 20)

  private static let asked = ProcessInfo.processInfo.environment["SOAK"].flatMap { UInt64($0) }

}
