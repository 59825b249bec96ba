import Foundation
import Testing

@testable import Tensors

/// The members of a zip file, for test data that comes in one.
struct ZipFile {

  private let bytes: [UInt8]
  private let members: [String: ZipArchive.Member]

  let names: [String]

  init(path: String) throws {
    let file = try SharedFile(path: path)
    bytes = file.bytes(in: 0 ..< file.count)
    let archive = try file.withBytes { bytes throws(TensorFileError) in try ZipArchive(bytes) }
    names = archive.members.map(\.name)
    members = Dictionary(archive.members.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
  }

  /// The bytes of the member `name`.
  subscript(name: String) -> [UInt8] {
    get throws {
      let member = try #require(members[name], "no `\(name)`")
      let range = unsafe try ZipArchive.range(member, in: bytes.span.bytes)
      let data = Array(bytes[range])
      return member.method == 0 ? data : try inflated(data, count: member.count)
    }
  }

}
