public import TargetKit

/// A long stream of small instructions over images of any size.
public enum Travel {

  /// Where the part of the image begins that no instruction touches.
  private static let rest = 0x1000_0000

  /// - Parameter mebibytes: how large the image is.
  public static func workload(_ count: Int, mebibytes: Int) throws -> Workload {
    let pipeline = try Dispatch.pipeline(count)
    var segments = pipeline.image.segments.map { segment in
      MemoryImage.Segment(address: segment.address, bytes: Array(segment.bytes.prefix(1 << 16)))
    }
    let used = segments.reduce(0) { $0 + $1.bytes.count }
    let bytes = (0 ..< (mebibytes << 20) - used).map { UInt8(truncatingIfNeeded: $0 &* 7 + 1) }
    segments.append(MemoryImage.Segment(address: rest, bytes: bytes))
    return Workload(image: MemoryImage(segments: segments), streams: pipeline.streams)
  }

}
