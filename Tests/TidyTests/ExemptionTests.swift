import Testing

/// What the tables of `HouseRules` allow is needed, so that they stay short.
@Suite struct ExemptionTests {

  @Test(arguments: HouseRules.wordRules.indices)
  func exemptionsOfWordsAreNeeded(_ index: Int) {
    let rule = HouseRules.wordRules[index]
    let idle = rule.exemptions.filter { exemption in
      let inside = Repository.sources.filter { $0.stands(in: exemption.place) }
      return WordChecks.words(inside, rule, exemptions: []).isEmpty
    }
    #expect(idle.map(\.place) == [])
  }

  @Test func importsThatAreAllowedAreMade() {
    let idle = HouseRules.outside.flatMap { module, exemptions in
      exemptions.filter { exemption in
        !Repository.sources.contains { file in
          file.stands(in: exemption.place)
            && LayerChecks.imports(of: file).contains { $0.module == module }
        }
      }.map { "\($0.place): \(module)" }
    }
    // A place sees one of the three systems, or a library in C alone.
    let libraries = [
      "Sources/Tensors/Files/Deflate.swift", "Sources/sluice/Main.swift", "Terminal",
    ]
    let real = idle.filter { line in !libraries.contains { line.hasPrefix($0) } }
    #expect(real.sorted() == [])
  }

  @Test func whatPlacesMayUseOfTheSystemIsUsed() {
    let idle = HouseRules.platformUses.flatMap { row in
      let files = Repository.sources.filter { $0.stands(in: row.place) }
      let words = Set(files.flatMap { $0.tokens.map(\.text) })
      return (files.isEmpty ? ["nothing"] : []).map { "\(row.place): \($0)" }
        + (row.symbols ?? []).subtracting(words).map { "\(row.place): \($0)" }
    }
    #expect(idle.sorted() == [])
  }

  @Test func objectsAreThere() {
    let names = Set(Repository.written.flatMap { $0.outline.declarations.map(\.name) })
    #expect(HouseRules.objects.map(\.place).filter { !names.contains($0) } == [])
  }

}
