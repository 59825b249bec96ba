import Support

/// A declaration of a buffer and where it stands.
struct BufferSite: Sendable {

  var name: BufferName
  var memory: MemoryName

  /// - Units: elements of the largest tile.
  var size: Int

  /// How many loops it stands in.
  var depth: Int

  var isRefilled: Bool { depth > 0 }

  /// Every declaration in `body`, in the order of the text.
  static func all(in body: [TileStatement]) -> [BufferSite] {
    var sites: [BufferSite] = []
    collect(body, depth: 0, sizes: [:], into: &sites)
    return sites
  }

  private static func collect(
    _ body: [TileStatement], depth: Int, sizes: TileEnvironment, into sites: inout [BufferSite]
  ) {
    for statement in body {
      switch statement.kind {
      case .loop(let loop, let body):
        var inner = sizes
        inner[loop.size] = loop.step
        collect(body, depth: depth + 1, sizes: inner, into: &sites)
      case .allocate(let buffer):
        let size = buffer.extents.map { $0.value(in: sizes) }.product
        sites.append(
          BufferSite(
            name: buffer.name, memory: buffer.memory ?? MemoryName(""), size: size, depth: depth))
      default: break
      }
    }
  }

}
