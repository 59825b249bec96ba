import Diagnostics
import Foundation
import LibraryTarget
import TargetKit
import Testing

/// What of other programs is here, without which code that is made can not be tried.
enum Tools {

  /// Of the names that Sluice tries.
  static let hasCompiler = ["cc", "gcc", "clang"].contains { name in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  static let hasOneDNN =
    hasCompiler && FileManager.default.fileExists(atPath: "/usr/include/dnnl.h")

  static let noCompiler: Comment = "skipped: no C compiler is here (`apt install gcc`)"
  static let noOneDNN: Comment = "skipped: oneDNN is not here (`apt install libdnnl-dev`)"

  /// The accelerator that `text` describes.
  static func library(_ text: String) throws -> Library {
    let source = SourceText(name: "own.yaml", text: text)
    return try #require(DescriptionReader.target(in: source, families: [.library]) as? Library)
  }

  /// A description without mistakes, for tests that spoil it.
  static let small = """
    name: own
    version: 1
    kind: library
    types: {data: float32, weight: float32, accumulator: float32, shifts-only: false}
    operators: [tanh]
    patterns:
      - {name: own.sum, kind: sum, match: ["s = add(a, b)", "r = nn.relu(s), optional"]}
    functions:
      - of: sum
        call: "sum({a}, {b}, {out}, {out.count}, {r.present});"
      - of: tanh
        call: "for (int64_t i = 0; i < {out.count}; i++) {out}[i] = tanhf({data}[i]);"
    code: |
      static void sum(const float *a, const float *b, float *out, int64_t count, int cuts) {
        for (int64_t i = 0; i < count; i++) {
          float value = a[i] + b[i];
          out[i] = cuts && value < 0 ? 0 : value;
        }
      }
    """

}
