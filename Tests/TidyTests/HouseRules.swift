/// A place where a rule does not hold: a target or a folder by its path from `Sources`, or a file by
/// its whole path.
struct Exemption {
  let place: String
  let why: String

  init(_ place: String, _ why: String) {
    self.place = place
    self.why = why
  }
}

/// The tables that the checks read: who may do what, and why.
///
/// A line that nothing needs any more fails a test.
enum HouseRules {

  // MARK: - Imports

  /// Who may import a library in C of this package, beside those libraries.
  static let owners: [String: [String]] = [
    "CEdit": ["Terminal"], "CNcurses": ["Terminal"], "CTerminalShims": ["Terminal"],
    "CKernels": ["Tensors", "Effects", "Decoupled"],
    "CMemory": ["Simulation"],
    "CFiles": ["Tensors"],
    "CLibraries": ["LibraryTarget"], "CZlib": ["Tensors"], "CDriver": ["Drivers"],
  ]

  /// What comes with Swift or the system, and where it may be imported.
  static let outside: [String: [Exemption]] = [
    "Glibc": platform, "Musl": platform, "Darwin": platform,
    "Foundation": [Exemption("Sources/ONNXImport/onnx.pb.swift", "generated")],
    "FoundationEssentials": [
      Exemption("Sources/ONNXImport/onnx.pb.swift", "generated"),
      Exemption("Sources/Debugger/Programs/Session+Files.swift", "where the user's folder is"),
      Exemption("Sources/Debugger/Settings.swift", "how much memory the machine has"),
      Exemption("GraphIR/Relay", "JSON of the metadata section"),
    ],
    "Synchronization": [
      Exemption("Tensors", "a copy that is made when it is first needed"),
      Exemption("Passes", "what threads collect in a calibration"),
      Exemption("Decoupled", "an analysis that is made when it is first needed"),
      Exemption("Described", "an analysis that is made when it is first needed"),
      Exemption("Debugger", "a trace that is made when it is first needed"),
      Exemption("LibraryTarget", "code that is compiled and loaded when it is first needed"),
      Exemption("Terminal", "the line that shows progress"),
    ],
    "Dispatch": [
      Exemption("Sources/Tensors/Arithmetic/Parallel.swift", "threads of the reference's kernels")
    ],
  ]

  private static let platform = platformUses.map { Exemption($0.place, $0.why) }

  /// What a place that sees functions of the system or of a library in C may use of them.
  struct PlatformUse {
    let place: String

    /// `nil` for everything.
    let symbols: Set<String>?
    let why: String
  }

  static let platformUses: [PlatformUse] = [
    PlatformUse(place: "Terminal", symbols: nil, why: "it is the terminal"),
    PlatformUse(
      place: "Sources/Tensors/Arithmetic/Elementary.swift",
      symbols: [
        "exp", "expm1", "log", "log1p", "erf", "sin", "cos", "tan", "asin", "acos", "atan", "sinh",
        "cosh", "tanh", "asinh", "acosh", "atanh", "expf", "expm1f", "logf", "log1pf", "erff",
        "sinf", "cosf", "tanf", "asinf", "acosf", "atanf", "sinhf", "coshf", "tanhf", "asinhf",
        "acoshf", "atanhf",
      ], why: "elementary functions"),
    PlatformUse(
      place: "Sources/Tensors/TensorElement.swift", symbols: ["pow"], why: "elementary functions"),
    PlatformUse(
      place: "Sources/Tensors/Tensor+Equality.swift", symbols: ["memcmp"], why: "bytes at once"),
    PlatformUse(
      place: "Sources/Tensors/Storage.swift", symbols: ["calloc", "free"],
      why: "elements that are 0 until they are written"),
    PlatformUse(
      place: "Sources/Tensors/Files/SharedFile.swift",
      symbols: [
        "mmap", "munmap", "PROT_READ", "PROT_WRITE", "MAP_PRIVATE", "MAP_ANONYMOUS", "MAP_FAILED",
      ], why: "weights that tensors share"),
    PlatformUse(place: "Sources/Tensors/Files/OpenFile.swift", symbols: nil, why: "files"),
    PlatformUse(place: "Sources/Tensors/Files/Draft.swift", symbols: nil, why: "files"),
    PlatformUse(place: "Sources/Tensors/Files/FolderWriting.swift", symbols: nil, why: "folders"),
    PlatformUse(
      place: "Sources/Tensors/Files/FileBytes.swift", symbols: ["strerror", "errno"],
      why: "what the system says"),
    PlatformUse(
      place: "Sources/Tensors/Files/Deflate.swift",
      symbols: [
        "crc32_z", "deflate", "deflateEnd", "deflateInit2_", "inflate", "inflateEnd",
        "inflateInit2_", "z_stream", "ZLIB_VERSION", "Z_DEFAULT_COMPRESSION", "Z_DEFAULT_STRATEGY",
        "Z_DEFLATED", "Z_FINISH", "Z_NO_FLUSH", "Z_OK", "Z_STREAM_END",
      ], why: "zlib"),
    PlatformUse(
      place: "Sources/Simulation/Cells/CellStore.swift", symbols: ["memcpy", "munmap"],
      why: "pages are copied"),
    PlatformUse(
      place: "Sources/Simulation/Cells/CellImage.swift",
      symbols: [
        "memcmp", "mmap", "munmap", "PROT_READ", "PROT_WRITE", "MAP_PRIVATE", "MAP_SHARED",
        "MAP_ANONYMOUS", "MAP_FAILED", "ftruncate", "pwrite", "close", "off_t",
      ], why: "cells that are 0 until they are written, and that several machines have"),
    PlatformUse(
      place: "Sources/Simulation/Cells/Page.swift", symbols: ["madvise"], why: "large pages"),
    PlatformUse(
      place: "Sources/sluice/Main.swift", symbols: ["exit", "exitCode", "fullMessage", "parse"],
      why: "the status of the process; the rest is what the package of options calls so"),
  ]

  // MARK: - Words

  /// Words that stand in some places alone.
  struct WordRule {
    let name: String

    /// The targets where it holds; everywhere where there is none.
    var places: [String] = []

    /// Names of types and members, whoever declares them.
    var words: Set<String> = []

    /// Beginnings and parts of words, the latter in lower case.
    var prefixes: [String] = []
    var parts: [String] = []

    /// Functions, unless the file itself declares what is called so.
    var functions: Set<String> = []

    /// Functions whose names are common words: calls without labels.
    var calls: Set<String> = []

    /// Whole texts.
    var texts: Set<String> = []

    var exemptions: [Exemption] = []
  }

  static let wordRules = [unsafeCode, terminals, files, clocks, chance, traps, frontEnds, families]

  static let unsafeCode = WordRule(
    name: "touches memory without checks",
    words: [
      "unchecked", "Unmanaged", "OpaquePointer", "CVaListPointer", "ManagedBuffer",
      "ManagedBufferPointer", "assumingMemoryBound", "bindMemory", "withMemoryRebound",
      "_silgen_name", "_extern", "_cdecl", "_rawLayout",
    ],
    parts: ["unsafe"],
    functions: [
      "malloc", "calloc", "realloc", "reallocarray", "posix_memalign", "aligned_alloc", "free",
      "mmap", "munmap", "mremap", "mprotect", "madvise", "memcpy", "memmove", "memset", "memcmp",
      "dlopen", "dlsym",
    ],
    exemptions: [
      Exemption("Tensors", "elements of tensors, bytes of files"),
      Exemption("Decoupled", "the engine and what it changes"),
      Exemption("Simulation/Cells", "pages, which every family goes back in time with"),
      Exemption("Effects/Engine/Running", "numbers in cells, and room for values"),
      Exemption("Terminal", "two libraries in C"),
      Exemption("Drivers", "what goes to the process of a driver and back"),
      Exemption("LibraryTarget/Running", "functions that are handed pointers"),
      Exemption("CLibraries", "is C"), Exemption("CKernels", "is C"),
      Exemption("CTerminalShims", "is C"), Exemption("CDriver", "is C"),
    ])

  static let terminals = WordRule(
    name: "knows a terminal",
    words: [
      "termios", "winsize", "FileHandle", "TIOCGWINSZ", "TIOCSWINSZ", "STDIN_FILENO",
      "STDOUT_FILENO", "STDERR_FILENO", "SIGWINCH", "SIGINT", "SIGTERM", "SIGTSTP", "SIGCONT",
    ],
    prefixes: ["KEY_", "COLOR_PAIR"],
    functions: [
      "isatty", "ttyname", "ctermid", "ioctl", "tcgetattr", "tcsetattr", "tcflush", "tcdrain",
      "cfmakeraw", "stdin", "stdout", "stderr", "Process", "initscr", "newterm", "endwin", "getch",
      "setupterm", "tigetstr", "openpty", "forkpty", "sigaction", "signal", "raise", "kill", "fork",
      "getenv", "setenv", "posix_spawn", "popen", "system", "print", "debugPrint", "dump",
      "readLine", "putchar", "puts", "printf", "fputs",
    ],
    texts: ["TERM", "COLORTERM", "NO_COLOR", "/dev/tty"],
    exemptions: [
      Exemption("Terminal", "it is the terminal"),
      Exemption("CTerminalShims", "the terminal's part in C"),
      Exemption("CDriver", "a process without a terminal"),
      Exemption("CLibraries", "starts a compiler"),
    ])

  static let clocks = WordRule(
    name: "reads a clock",
    words: [
      "ContinuousClock", "SuspendingClock", "UTCClock", "Date", "DispatchTime", "DispatchWallTime",
      "CLOCK_MONOTONIC", "CLOCK_REALTIME", "systemUptime", "CFAbsoluteTime", "__rdtsc", "__rdtscp",
    ],
    functions: [
      "usleep", "nanosleep", "clock_gettime", "clock_gettime_nsec_np", "gettimeofday",
      "timespec_get", "mach_absolute_time", "rdtsc",
    ],
    calls: ["time", "clock", "sleep"],
    exemptions: [
      Exemption("Sources/Terminal/ProgressLine.swift", "a line that comes after a while"),
      Exemption("Sources/CTerminalShims/signals.c", "how long work may take to obey"),
      Exemption("Sources/Commands/Interpreter.swift", "how long a command took, in its answer"),
    ])

  static let chance = WordRule(
    name: "depends on chance or on an address",
    words: [
      "SystemRandomNumberGenerator", "UUID", "ObjectIdentifier", "hashValue", "toOpaque",
      "uintptr_t", "intptr_t", "__rdrand64", "_rdrand64_step", "processIdentifier",
    ],
    functions: [
      "srandom", "arc4random", "arc4random_uniform", "arc4random_buf", "getrandom", "getentropy",
      "drand48", "lrand48", "pthread_self", "getpid",
    ],
    calls: ["rand", "random", "srand"],
    exemptions: [
      Exemption("Sources/Terminal/LineEditor.swift", "what C gives back to it"),
      Exemption("Sources/Terminal/Screen.swift", "the thread that owns the screen"),
      Exemption("Sources/CTerminalShims/signals.c", "a process that ends itself"),
      Exemption("Sources/CTerminalShims/crash.c", "a file of its own for each that crashes"),
      Exemption("Sources/CDriver/serve.c", "who is to be told that a pipe is closed"),
    ])

  /// Any bytes that are imported give a graph or diagnostics.
  static let traps = WordRule(
    name: "traps",
    places: ["ONNXImport"],
    words: ["unsafelyUnwrapped"],
    functions: [
      "fatalError", "preconditionFailure", "precondition", "assert", "assertionFailure", "abort",
      "exit",
    ],
    exemptions: [Exemption("Sources/ONNXImport/onnx.pb.swift", "generated")])

  /// Front ends look at a session and ask for command lines.
  static let frontEnds = WordRule(
    name: "holds the session",
    places: ["Canvas", "Panes", "Terminal"],
    words: ["Session", "Interpreter"])

  /// What every accelerator has in common, and those who use it, know no family.
  static let families = WordRule(
    name: "speaks of one family",
    places: ["TargetKit", "Debugger", "Commands", "Panes"],
    parts: ["decoupled", "gemm"])

  /// The targets whose steps depend on their state alone; what is of them in C, too.
  static let machines = ["Simulation", "ISA", "Decoupled", "CKernels", "CMemory"]

  /// The targets in which everything that lasts is a value, and the objects that are there still.
  static let valueTargets = ["Debugger", "Commands", "Panes", "Canvas"]
  static let objects: [Exemption] = [
    Exemption("TraceCache", "a trace of the session's time, made when it is first asked for"),
    Exemption("RunKnowledge", "what instructions alone say of a run, worked out once"),
  ]

  /// What a session holds for whoever carries out a command: no values that it is about.
  static let meansOfTheSession: Set = ["interruption", "progress", "reports"]

  /// Words of the domain, of which `Support` has none.
  static let domain: Set = [
    "tensor", "graph", "instruction", "accelerator", "onnx", "relay", "quantize", "quantized",
    "quantization", "sram", "dram", "opcode", "region", "micro", "gemm", "operator",
  ]

  // MARK: - Accelerators

  /// The readers of the file formats that an accelerator itself has.
  static let readersOfFormats = [
    Exemption("Decoupled/Description/Configuring", "reads the configuration of a generator"),
    Exemption("Sources/Decoupled/Description/Family+Decoupled.swift", "names that reader"),
    Exemption("Sources/Commands/Library/TargetCommands.swift", "names the flag for such a file"),
  ]

  /// The accelerators that a description file names, and who is behind their composites.
  static func namesOfTargets(_ description: String) -> [String] {
    let top = description.split(separator: "\n").filter { $0.hasPrefix("name:") }
    return top.map {
      $0.dropFirst(5).prefix { $0 != "#" }.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        .lowercased()
    }
  }

  // MARK: - Registries

  /// A folder whose files each hold a unit, and the list that names them.
  struct Registry {
    let folder: String
    let list: String

    /// The value in the file of the list that is the list.
    let value: String
    let unit: Unit

    enum Unit {
      /// A type that conforms to one of these protocols, listed as `Name.self`.
      case type(conformingTo: Set<String>)

      /// Values of a type, listed as `Name.value`, or part of a value that is.
      case values(of: String)
    }
  }

  static let registries: [Registry] = [
    Registry(
      folder: "Sources/GraphIR/Ops", list: "Sources/GraphIR/OpSet.swift", value: "units",
      unit: .values(of: "Op")),
    Registry(
      folder: "Sources/Passes/Library", list: "Sources/Passes/PassList.swift", value: "allPasses",
      unit: .type(conformingTo: ["Pass"])),
    Registry(
      folder: "Sources/ONNXImport/Conversions", list: "Sources/ONNXImport/ConversionList.swift",
      value: "units", unit: .values(of: "Conversion")),
    Registry(
      folder: "Sources/Commands/Library", list: "Sources/Commands/CommandList.swift",
      value: "allCommands", unit: .values(of: "Command")),
    Registry(
      folder: "Sources/Debugger/Journey/Motions", list: "Sources/Debugger/Journey/MotionList.swift",
      value: "allMotions", unit: .values(of: "Motion")),
    Registry(
      folder: "Sources/Debugger/Stops/Kinds", list: "Sources/Debugger/Stops/StopKindList.swift",
      value: "allStopKinds", unit: .values(of: "StopKind")),
    Registry(
      folder: "Sources/Debugger/Measures/Library",
      list: "Sources/Debugger/Measures/MeasureList.swift", value: "allMeasures",
      unit: .values(of: "Measure")),
    Registry(
      folder: "Sources/Panes/Library", list: "Sources/Panes/PaneList.swift", value: "allPanes",
      unit: .type(conformingTo: ["Pane"])),
    Registry(
      folder: "Sources/Decoupled/Lowering/Library",
      list: "Sources/Decoupled/Lowering/LoweringPassList.swift", value: "decoupledPasses",
      unit: .type(conformingTo: ["DecoupledPass", "TilePass"])),
  ]

  // MARK: - The page on architecture

  /// Each of its invariants, by how it begins, with the tests that hold it.
  static let invariants: [(begins: String, tests: [String])] = [
    (
      "Layers import only layers above them",
      ["layersStandInOrder", "importsAreDeclared", "wordsStandWhereTheyMay"]
    ),
    (
      "Nothing below `Terminal`",
      ["wordsStandWhereTheyMay", "thePlatformIsUsedWhereItMayBe", "nothingElseWritesEscapes"]
    ),
    (
      "The session is a value",
      ["theSessionIsAValue", "wordsStandWhereTheyMay", "slicesOfTheSessionAreNarrow"]
    ),
    (
      "A machine's step depends on its state alone",
      ["chanceHasAGenerator", "wordsStandWhereTheyMay"]
    ),
    ("`CKernels` decides nothing", ["engineAndRuleChooseTheSame"]),
    (
      "Import never traps",
      ["truncatedModels", "changedBytes", "hugeLengths", "noise", "nothingIsForced"]
    ),
    (
      "A command declares what it is given as typed keys",
      ["wrongRepliesAreFound", "exampleSucceeds", "sessionsAreAsTheyAreShown"]
    ),
    (
      "Files are written whole",
      [
        "wordsStandWhereTheyMay", "savingIsOneStep", "aFullDiskChangesNothing",
        "aRefusalChangesNothing",
      ]
    ),
    (
      "^C brings the prompt back",
      ["everyCommandOnALongStream", "modelsAndMacros", "aScriptEndsWith130", "theViewStaysAlive"]
    ),
    ("Code is loaded into the program", ["safeRefusesCode", "loadingIsSaid"]),
    ("No global variable", ["thereIsNoGlobalState"]),
    ("No source names an accelerator", ["noSourceNamesAnAccelerator"]),
    (
      "A family of accelerators is its own module",
      ["wordsStandWhereTheyMay", "itMovesThroughTime", "whatIsMissingIsSaid", "nothingTraps"]
    ),
    ("What the check of a description accepts", ["whatIsAcceptedCanBeUsed"]),
    ("One unit is one file is one", ["unitsAreListed", "meaningsAreToldApartInOnePlace"]),
  ]

  // MARK: - Sizes

  static let longestFile = 400
  static let longestFunction = 60

  /// What stands beside hidden files and the lock of the packages.
  static let root: Set = ["Package.swift", "README.md", "Sources", "Tests", "samples"]

}
