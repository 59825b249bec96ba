public import GraphIR
public import Support

/// A value that crosses between the host and an accelerator, and what that takes.
public struct MemoryEdge: Sendable, Hashable {

  public enum Direction: String, Sendable, Hashable, CaseIterable {
    case toAccelerator = "to-accelerator"
    case toHost = "to-host"
  }

  /// A condition of sharing memory that does not hold, in a sentence.
  public struct Obstacle: Sendable, Hashable {

    public enum Kind: String, Sendable, Hashable {
      case unknown, type, layout, alignment

      /// The region has addresses of its own.
      case address

      /// The program's own input or output, which its caller keeps as the host does.
      case program
    }

    public var kind: Kind
    public var sentence: String

    init(_ kind: Kind, _ sentence: String) {
      self.kind = kind
      self.sentence = sentence
    }
  }

  /// How the two sides come to use the same bytes.
  public enum Arrangement: Sendable, Hashable {

    /// They do without.
    case none

    /// The region that makes it puts it there.
    case stays

    /// The caller has its memory from the one allocator.
    case callers

    /// A constant, laid out before the program runs.
    case laidOut

    /// An operator of the host puts it there.
    case written(by: String)

    /// An operator of the host, and so many others, take it from there.
    case read(by: String, others: Int)

    /// No operator of the host reads it.
    case unread
  }

  public var direction: Direction

  /// The function of the region, and the accelerator that it is for.
  public var region: String
  public var target: String

  /// Which parameter of the region it is, or which tensor that the region gives, counted from 0.
  public var position: Int

  /// The region that made the value, for one that comes from a region and goes into another: it
  /// passes through the host.
  public var maker: String?

  /// The call of the region in `main`.
  public var call: ID<Node>

  /// The nodes that stand for the value on both sides, that of `main` first.
  public var nodes: [ID<Node>]

  /// The value of the plan that it is, by index; nil where that depends on a condition.
  public var value: Int?

  /// Where both sides have it; nil where each has a place of its own.
  /// - Units: a physical address.
  public var address: Int?

  public var arrangement = Arrangement.none

  /// Channels in a block of it, where that is not as the host has it.
  public var block: Int?

  /// In the layout of the accelerator.
  /// - Units: bytes; nil where an extent is not known before the program runs.
  public var byteCount: Int?

  /// Why it must be copied; empty where both sides use the same bytes.
  public var obstacles: [Obstacle]

  /// Whether the host's caches must be flushed, or forgotten, although nothing is copied.
  public var needsMaintenance: Bool

  public var isZeroCopy: Bool { obstacles.isEmpty }

  /// Whether it is copied for no other reason than that the program's caller has it.
  public var isOfProgram: Bool {
    !obstacles.isEmpty && obstacles.allSatisfy { $0.kind == .program }
  }

  /// As `host → @acc_0 in1`.
  public var route: String {
    switch direction {
    case .toAccelerator: "\(maker.map { "@\($0)" } ?? "host") → @\(region) in\(position)"
    case .toHost: "@\(region) out\(position) → host"
    }
  }

  /// Why it is copied or what it takes not to, in a sentence.
  public var sentence: String {
    guard isZeroCopy else {
      var text = obstacles.map(\.sentence).joined(separator: "; ")
      if let maker { text += "; @\(maker) gives it to the host, which hands it on" }
      return text
    }
    let head = arrangementWords
    guard needsMaintenance else { return head }
    return head
      + (direction == .toAccelerator
        ? "; the host flushes its caches first" : "; the host forgets what its caches hold")
  }

  private var arrangementWords: String {
    let blocks = block.map { " in blocks of \($0) channels" } ?? ""
    switch arrangement {
    case .none: return "both sides use the same bytes"
    case .stays: return "it stays where @\(maker ?? region) puts it\(blocks)"
    case .callers: return "the caller has its memory from the one allocator"
    case .laidOut: return "it is laid out once, before the program runs"
    case .written(let writer): return "`\(writer)` writes it there\(blocks)"
    case .read(let reader, let others):
      let more = others > 0 ? " and \(others) more" : ""
      return "`\(reader)`\(more) \(others > 0 ? "read" : "reads") it there\(blocks)"
    case .unread:
      return blocks.isEmpty
        ? "the host reads it where the accelerator puts it"
        : "it stays there\(blocks), and no operator of the host reads it"
    }
  }

}
