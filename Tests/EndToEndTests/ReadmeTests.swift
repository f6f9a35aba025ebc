import Foundation
import TestSupport
import Testing
import TriggerCore
import TriggerPostgres

@Suite("README", .heavy)
struct ReadmeTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test("Its Swift examples are those that compile here, word for word")
  func examples() throws {
    let readme = try text("README.md")
    let blocks = try text("Tests/EndToEndTests/ReadmeExamples.swift")
      .matches(of: /\/\/ README:[a-z]+\n((?s).*?)\/\/ README:end/).map(\.output.1)
    #expect(blocks.count == 3)
    for block in blocks { #expect(readme.contains("```swift\n\(block)```"), "\(block)") }
  }

  @Test("The queue's example pays, and reads back what is unpaid")
  func queue() async throws {
    let server = try await PostgresServer.shared()
    let url = try await server.freshDatabase(named: "readme")
    try await server.execute(
      "ALTER TABLE billing_paybill DROP COLUMN recipient, ADD COLUMN recipient_id integer NOT NULL", at: url)
    let queue = TriggerQueue(store: try PostgresStore(url))
    _ = try await queue.store.migrate(dryRun: false)
    try await queue.fire(Breakfast())
    try await payBills(on: queue)
    let bills = try await queue.store.page(PageQuery(), now: nil).rows.map(\.record)
    #expect(bills.map(\.type) == ["breakfast", "pay_bill"])
    #expect(bills.map(\.successful) == [nil, true])
  }

  @Test("Its settings are all there are")
  func settings() async throws {
    let home = try Workspace()
    try home.write("[handlers.TYPE]\ncommand = [\"/bin/true\"]\n", to: "config/triggertop/config.toml")
    let listed = try await home.triggertop("config", "--json").output.matches(of: /"name":"([^"]+)"/).map(\.output.1)
    #expect(listed.count > 30)
    let readme = try text("README.md")
    for name in listed {
      // A handler's means have an example of their own.
      let isExplained = readme.contains("`\(name)`") || name.wholeMatch(of: /handlers\.TYPE\.\w+/) != nil
      #expect(isExplained, "\(name)")
    }
  }

  @Test("Its test command is what CI runs")
  func ci() throws {
    let command = try #require(try text("README.md").split(separator: "\n").first { $0.hasSuffix("&& swift test") })
    #expect(try text(".ci/run").contains(command.trimmingCharacters(in: .whitespaces)))
  }

  @Test("Every picture it shows is there")
  func pictures() throws {
    let names = try text("README.md").matches(of: /\]\((screenshots\/[a-z]+\.png)\)/).map { String($0.output.1) }
    #expect(!names.isEmpty)
    for name in names {
      #expect(FileManager.default.fileExists(atPath: Repository.root.appendingPathComponent(name).path), "\(name)")
    }
  }
}
