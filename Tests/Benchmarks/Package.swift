// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the library's dependencies nor its tests grow by it.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "triggertop", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "TriggerCore", package: "triggertop"),
        .product(name: "TriggerPostgres", package: "triggertop"),
        .product(name: "TriggerSQLite", package: "triggertop"),
        .product(name: "TriggerRedis", package: "triggertop"),
        .product(name: "TestSupport", package: "triggertop"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ]
)
