// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "triggertop",
  products: [
    .executable(name: "triggertop", targets: ["triggertop"]),
    .library(name: "TriggerCore", targets: ["TriggerCore"]),
    .library(name: "TriggerPostgres", targets: ["TriggerPostgres"]),
    .library(name: "TriggerSQLite", targets: ["TriggerSQLite"]),
    .library(name: "TriggerRedis", targets: ["TriggerRedis"]),
    .library(name: "TriggerHandlers", targets: ["TriggerHandlers"]),
    .library(name: "StatsdMetrics", targets: ["StatsdMetrics"]),
    .library(name: "TriggerDashboard", targets: ["TriggerDashboard", "TerminalNcurses"]),
    // For Tests/Benchmarks, a package of its own.
    .library(name: "TestSupport", targets: ["TestSupport"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The core imports nothing but the executor of blocking work, and its terminal twin none of the others.
    .target(
      name: "TriggerCore",
      dependencies: [
        "BlockingIO", .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
      ]),
    .target(name: "TerminalUI"),
    .target(name: "BlockingIO"),

    // Drivers: where triggers live, and what excludes Python workers.
    .systemLibrary(name: "CPostgres", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(name: "TriggerPostgres", dependencies: ["TriggerCore", "BlockingIO", "CPostgres", "COpenSSL"]),
    .target(
      name: "TriggerSQLite",
      dependencies: [
        "TriggerCore", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "TriggerRedis",
      dependencies: ["TriggerCore", "BlockingIO", "CHiredis", .product(name: "Logging", package: "swift-log")]),
    // OpenSSL signs webhooks; libpq-dev brings its headers.
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(
      name: "TriggerHandlers",
      dependencies: ["TriggerCore", "CLinux", "COpenSSL", .product(name: "Subprocess", package: "swift-subprocess")]),

    // Where figures go, unless the application chose another backend.
    .target(name: "StatsdMetrics", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")]),

    // The dashboard: model, update, view; and the one place that calls ncurses.
    .target(
      name: "TriggerDashboard",
      dependencies: ["TriggerCore", "TerminalUI", .product(name: "Logging", package: "swift-log")]),
    .target(
      name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "TerminalNcurses", dependencies: ["TerminalUI", "CNcurses"]),

    // The program: the only one that knows every driver.
    .executableTarget(
      name: "triggertop",
      dependencies: [
        "TriggerCore", "TriggerPostgres", "TriggerSQLite", "TriggerRedis", "TriggerHandlers", "TriggerDashboard",
        "TerminalUI", "TerminalNcurses", "StatsdMetrics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ]),

    // Tests: one list of rules for all drivers, throwaway servers, then a suite a module.
    .target(
      name: "TestSupport",
      dependencies: [
        "TriggerCore", "TriggerSQLite", "BlockingIO", "TerminalUI", "CPostgres",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"), .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/TestSupport"),
    .target(
      name: "DriverContracts", dependencies: ["TriggerCore"], path: "Tests/DriverContracts"),
    .testTarget(
      name: "TriggerCoreTests",
      dependencies: ["TriggerCore", "TestSupport", .product(name: "MetricsTestKit", package: "swift-metrics")]),
    .testTarget(name: "BlockingIOTests", dependencies: ["BlockingIO", "TestSupport"]),
    .testTarget(
      name: "TriggerPostgresTests",
      dependencies: ["TriggerPostgres", "BlockingIO", "CPostgres", "DriverContracts", "TestSupport"]),
    .testTarget(
      name: "TriggerSQLiteTests",
      dependencies: ["TriggerSQLite", "DriverContracts", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
    .testTarget(
      name: "TriggerRedisTests",
      dependencies: [
        "TriggerRedis", "TriggerSQLite", "BlockingIO", "DriverContracts", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "TriggerHandlersTests", dependencies: ["TriggerHandlers", "TestSupport"]),
    .testTarget(
      name: "StatsdMetricsTests",
      dependencies: ["StatsdMetrics", "TestSupport", .product(name: "Metrics", package: "swift-metrics")]),
    // A program for the terminal's tests: says what it is told, and dies when asked to.
    .executableTarget(
      name: "TerminalProbe", dependencies: ["TerminalUI", "TerminalNcurses"], path: "Tests/TerminalProbe"),
    .testTarget(
      name: "TerminalNcursesTests", dependencies: ["TerminalNcurses", "TestSupport", "TerminalProbe"]),
    .testTarget(
      name: "TerminalUITests", dependencies: ["TerminalUI", "TestSupport"], exclude: ["Snapshots"]),
    .testTarget(
      name: "TriggerDashboardTests",
      dependencies: [
        "TriggerDashboard", "TriggerSQLite", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["Checks", "Chrome", "Detail", "Dialogs", "Help", "Log", "Processors", "Triggers"].map {
        "\($0)/Snapshots"
      }),
    // The real django-triggers, redis-py and Celery against the drivers and the program.
    .testTarget(
      name: "InteropTests",
      dependencies: [
        "TriggerCore", "TriggerPostgres", "TriggerSQLite", "TriggerRedis", "StatsdMetrics", "BlockingIO", "TestSupport",
        "triggertop", .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      exclude: ["Project"]),
    .testTarget(name: "TriggertopTests", dependencies: ["triggertop", "TriggerRedis", "TestSupport"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "TestSupport", "triggertop", "TriggerDashboard", "TerminalNcurses", "TriggerPostgres",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ]
)

// Every Swift target: Swift 6 mode comes with the tools version; warnings are errors.
for target in package.targets where ![.system, .binary, .plugin].contains(target.type) && target.name != "CNcurses" {
  target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
}
