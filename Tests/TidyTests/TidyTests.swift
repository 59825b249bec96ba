import Testing

/// This package holds to its rules; `BreakageTests` shows that each check sees a breach.
@Suite struct TidyTests {

  private let all = Repository.sources
  private let written = Repository.written

  @Test func thePageSaysWhatIs() {
    let page = Repository.read("Sources/sluice/Sluice.docc/Architecture.md")
    #expect(PageChecks.modules(page, Repository.manifest) == [])
    #expect(PageChecks.invariants(page, tests: Repository.tests) == [])
  }

  @Test func layersStandInOrder() {
    #expect(Repository.manifest.layers.count >= 15)
    #expect(LayerChecks.order(Repository.manifest) == [])
  }

  @Test func importsAreDeclared() {
    #expect(LayerChecks.imports(all, Repository.manifest) == [])
  }

  @Test func thePlatformIsUsedWhereItMayBe() {
    #expect(Platform.uses(written) == [])
  }

  @Test(arguments: HouseRules.wordRules.indices)
  func wordsStandWhereTheyMay(_ rule: Int) {
    #expect(WordChecks.words(all, HouseRules.wordRules[rule]) == [])
  }

  @Test func chanceHasAGenerator() {
    #expect(WordChecks.chance(written) == [])
    #expect(WordChecks.addresses(written) == [])
  }

  @Test func nothingElseWritesEscapes() {
    #expect(WordChecks.escapes(all) == [])
  }

  @Test func noSourceNamesAnAccelerator() {
    #expect(!Repository.targetNames.isEmpty)
    #expect(WordChecks.targetNames(all, Repository.targetNames) == [])
  }

  @Test func supportHasNoWordOfTheDomain() {
    #expect(WordChecks.domain(written) == [])
  }

  @Test(arguments: HouseRules.registries.indices)
  func unitsAreListed(_ index: Int) {
    let row = HouseRules.registries[index]
    let findings = RegistryChecks.registry(
      row, folder: Repository.sources(in: row.folder), list: Repository.source(row.list))
    #expect(findings == [])
  }

  @Test func filesAreShort() {
    #expect(ShapeChecks.longFiles(written + Repository.tests) == [])
  }

  @Test func functionsAreShort() {
    #expect(ShapeChecks.longFunctions(written + Repository.tests) == [])
  }

  @Test func nothingIsForced() {
    #expect(ShapeChecks.forced(written) == [])
  }

  @Test func productsDoNotTrap() {
    #expect(ProductChecks.raw(written) == [])
  }

  @Test func thereIsNoGlobalState() {
    #expect(ShapeChecks.globals(written) == [])
  }

  @Test func noTypeIsNamedLikeATarget() {
    #expect(ShapeChecks.typesNamedLikeTargets(all, Repository.manifest) == [])
  }

  @Test func theSessionIsAValue() {
    let session = Repository.sources(in: "Sources/Debugger").flatMap(\.outline.declarations)
      .filter { $0.name == "Session" && $0.kind != .extension }
    #expect(session.map(\.kind) == [.struct])
    #expect(ShapeChecks.objects(written) == [])
  }

  @Test func slicesOfTheSessionAreNarrow() {
    let files = Repository.sources(in: "Sources/Debugger")
    let values = SliceChecks.values(of: "Session", in: files)
      .subtracting(HouseRules.meansOfTheSession)
    #expect(values.contains("journey") && values.count <= 12)
    #expect(SliceChecks.wideSlices(files, of: "Session", values: values, most: 2) == [])
  }

  @Test func filesAreNamedAfterTypes() {
    #expect(ShapeChecks.names(written) == [])
  }

  @Test func theRootIsBare() {
    #expect(ShapeChecks.root(Repository.names(in: "")) == [])
  }

}
