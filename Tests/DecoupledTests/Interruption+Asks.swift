import Support
import Synchronization

extension Interruption {
  /// Wants the work to end when it asks for the `number`th time.
  static func whenAsked(_ number: Int) -> Interruption {
    let asked = Atomic(0)
    return Interruption { asked.add(1, ordering: .relaxed).newValue >= number }
  }
}
