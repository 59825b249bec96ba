import Diagnostics
import ISA
import TargetKit
import Testing

@testable import Decoupled

/// The description by meanings with some of its text replaced, and without what is lowered for if it
/// is to run streams only.
func changedDescription(
  _ changes: [(String, String)], hasPatterns: Bool = true
) throws -> DecoupledDescription {
  var text = try Descriptions.meanings().text
  for (old, new) in changes {
    #expect(text.contains(old), "\(old)")
    text = text.replacing(old, with: new)
  }
  if !hasPatterns {
    let patterns = try #require(text.firstRange(of: "\npatterns:\n"))
    let next = try #require(text.firstRange(of: "\ntiming:\n"))
    text.removeSubrange(patterns.lowerBound ..< next.lowerBound)
  }
  return try DecoupledDescription(reading: SourceText(name: "changed.yaml", text: text))
}

/// A device that has run instructions over an image that begins at 4096.
func ran(
  _ description: DecoupledDescription, _ words: [Word], image: [UInt8] = []
) throws -> DecoupledDevice {
  var device = DecoupledDevice(description)
  let segments = [MemoryImage.Segment(address: 4096, bytes: image)]
  try device.load(
    Workload(image: MemoryImage(segments: segments), streams: [Stream(words: words)]))
  device.run()
  return device
}
