import TriggerCore

/// A fixture's database, by another store.
struct MappedFixture: StoreFixture {
  let fixture: any StoreFixture
  let store: any TriggerStore

  var largestID: TriggerID { fixture.largestID }

  func another(ownTables: [String: [OwnTable]]) async throws -> any TriggerStore {
    try await fixture.another(ownTables: ownTables)
  }

  func django() async throws -> any StoreFixture { try await fixture.django() }
  func execute(_ sql: String) async throws { try await fixture.execute(sql) }
  func literal(_ instant: Instant) -> String { fixture.literal(instant) }
}
