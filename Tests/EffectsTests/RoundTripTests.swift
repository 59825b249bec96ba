import Diagnostics
import Effects
import Testing

@Suite("Effects as text, and back")
struct RoundTripTests {

  /// parse ∘ print is the identity.
  @Test("what is printed is read as the same effect", arguments: 0 ..< 20)
  func roundTrips(_ block: Int) throws {
    for seed in UInt64(block * 50) ..< UInt64(block * 50 + 50) {
      let random = RandomEffect(seed: seed)
      let text = random.effect.text(in: random.state)
      let read: Effect
      do {
        read = try Effect(parsing: text, fields: random.fields, state: random.state)
      } catch {
        Issue.record("seed \(seed)\n\(text)\n\(error)")
        return
      }
      guard read != random.effect else { continue }
      #expect(read.text(in: random.state) == text, "seed \(seed)")
      Issue.record("seed \(seed) is read as another effect\n\(text)")
      return
    }
  }

}
