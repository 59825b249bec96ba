import Diagnostics
import ISA
import Support
import TargetKit
import Tensors

/// Streams as a folder: `manifest.json`, `insns.bin` and `dram_before.bin`.
enum StreamFolder {

  /// Reads the folder at `path`.
  /// - Errors: a file is missing or is not what it should be.
  static func read(
    _ path: String, for target: TargetDescription
  ) throws(Diagnostic) -> Workload {
    let path = expandingHome(path)
    let manifestPath = path + "/manifest.json"
    let manifest: JSON
    let text = try bytes(manifestPath)
    do throws(JSONError) {
      manifest = try JSON(parsing: text)
    } catch {
      throw .error("byte \(error.offset): \(error.message)", at: Place(file: manifestPath))
    }
    var image = try image(manifest, path)
    image.regions = (manifest["regions"]?.elements ?? []).compactMap { region in
      guard let name = region["name"]?.text, let address = region["phys"]?.integer,
        let count = region["bytes"]?.integer
      else { return nil }
      let role = MemoryImage.Region.Role(rawValue: region["role"]?.text ?? "") ?? .other
      return MemoryImage.Region(name: name, address: address, count: count, role: role)
    }
    let words = target.instructionSet.words(of: try bytes(path + "/insns.bin"))
    let name = manifest["name"]?.text ?? path
    return Workload(
      name: name, image: image, streams: try streams(manifest, words, manifestPath))
  }

  private static func streams(
    _ manifest: JSON, _ words: [Word], _ path: String
  ) throws(Diagnostic) -> [Stream] {
    let entries = manifest["streams"]?.elements ?? [["count": .integer(words.count)]]
    var streams: [Stream] = []
    var first = 0
    for (index, entry) in entries.enumerated() {
      guard let count = entry["count"]?.integer, count >= 0, first + count <= words.count else {
        throw .error(
          "stream \(index) has more instructions than `insns.bin`", at: Place(file: path))
      }
      streams.append(
        Stream(
          name: entry["name"]?.text ?? "", words: Array(words[first ..< first + count]),
          address: entry["phys"]?.integer))
      first += count
    }
    return streams
  }

  private static func image(_ manifest: JSON, _ path: String) throws(Diagnostic) -> MemoryImage {
    let data = try bytes(path + "/dram_before.bin")
    var image = MemoryImage()
    let segments =
      manifest["segments"]?.elements ?? [
        [
          "phys": .integer(manifest["dram_base"]?.integer ?? 0), "bytes": .integer(data.count),
          "file_offset": 0,
        ]
      ]
    for segment in segments {
      guard let address = segment["phys"]?.integer, let count = segment["bytes"]?.integer,
        let offset = segment["file_offset"]?.integer, offset >= 0, count >= 0, address >= 0,
        offset <= data.count, count <= data.count - offset,
        image.insert(.init(address: address, bytes: Array(data[offset ..< offset + count])))
      else {
        throw .error(
          "a segment is not in `dram_before.bin`, or overlaps another",
          at: Place(file: path + "/manifest.json"))
      }
    }
    return image
  }

  private static func bytes(_ path: String) throws(Diagnostic) -> [UInt8] {
    do throws(TensorFileError) {
      let file = try MappedFile(path: path)
      return file.bytes(in: 0 ..< file.count)
    } catch {
      throw .error(error.description)
    }
  }

  /// The folder that `workload` is saved as.
  static func files(
    of workload: Workload, for target: TargetDescription
  ) throws(Diagnostic) -> [SavedFile] {
    let words = workload.streams.flatMap(\.words)
    let segments = workload.image.segments
    var offset = 0
    var entries: [JSON] = []
    for segment in segments {
      entries.append([
        "phys": .integer(segment.address), "bytes": .integer(segment.bytes.count),
        "file_offset": .integer(offset),
      ])
      offset += segment.bytes.count
    }
    var manifest: JSON = [
      "name": .text(workload.name), "kind": "sluice", "target": .text(target.name),
      "insn_count": .integer(words.count),
      "streams": .list(
        workload.streams.map { stream in
          [
            "name": .text(stream.name), "phys": JSON(stream.address),
            "count": .integer(stream.words.count),
          ]
        }),
      "regions": .list(
        workload.image.regions.map { region in
          [
            "name": .text(region.name), "phys": .integer(region.address),
            "bytes": .integer(region.count), "role": .text(region.role.rawValue),
          ]
        }),
    ]
    if segments.count == 1 {
      manifest["dram_base"] = .integer(segments[0].address)
      manifest["dram_size"] = .integer(segments[0].bytes.count)
    } else {
      manifest["segments"] = .list(entries)
    }
    return [
      SavedFile("insns.bin", target.instructionSet.bytes(of: words)),
      SavedFile("dram_before.bin", segments.flatMap(\.bytes)),
      SavedFile("manifest.json", Array((manifest.description + "\n").utf8)),
    ]
  }

}
