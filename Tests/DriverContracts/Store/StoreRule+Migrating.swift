import Testing
import TriggerCore

extension StoreRule {
  static let migrating = [
    StoreRule("The facts name the child tables and the side tables' version, without a word of triggertop's tables") {
      fixture in
      let facts = try await fixture.store.facts()
      #expect(facts.childTables == ["billing_paybill"])
      #expect(facts.sideTables == StoreFacts.workingVersion)
      #expect(facts.readOnlyReason == nil)
      #expect(!facts.version.isEmpty && !facts.name.isEmpty)
    },

    StoreRule("Migrating makes the side tables once; a dry run only says what it would do") { fixture in
      let queue = try await fixture.django()
      let django = queue.store
      #expect(try await django.facts().sideTables == nil)
      #expect(try await !django.facts().isOwn)
      let planned = try await django.migrate(dryRun: true)
      #expect(!planned.isEmpty)
      #expect(try await django.facts().sideTables == nil)
      #expect(try await django.migrate(dryRun: false).count == planned.count)
      #expect(try await django.facts().sideTables == StoreFacts.workingVersion)
      #expect(try await django.migrate(dryRun: false).isEmpty)
      #expect(try await django.migrate(dryRun: true).isEmpty)
    },

    StoreRule("Without side tables everything is read, and operations work unjournaled") { fixture in
      let django = try await fixture.django()
      let record = try await django.fired()
      let other = try await django.fired()
      #expect(try await django.store.page(PageQuery(), now: .noon).rows.map(\.record) == [record, other])
      #expect(try await django.store.counts(CountQuery(), now: .noon).due == Tally(2))
      #expect(try await django.store.detail(of: record.id, now: .noon)?.row.record == record)
      #expect(try await django.store.processors(now: .noon).claims.isEmpty)
      #expect(try await django.store.nextDue(types: ["pay_bill"], now: .noon) == .noon)
      let moved = try await django.apply(.reschedule(.at(.infinity)), [record])
      #expect(moved.done.count == 1)
      #expect(moved.journalID == nil)
      #expect(try await django.apply(.delete, [other]).done.count == 1)
      #expect(try await django.store.records(ids: [record.id, other.id]).map(\.after) == [.infinity])
    },

    StoreRule("Without side tables a type's own table still holds its data") { fixture in
      let django = try await fixture.django()
      let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
      let ids = try await django.store.fire(
        [NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")], now: .noon)
      #expect(try await django.store.detail(of: ids[0], now: .noon)?.data == data)
    },

    StoreRule("Without side tables what needs them is refused, and says so, until they are made") { fixture in
      let django = try await fixture.django()
      try await django.fire()
      let claim = Claim(id: 1, epoch: 1)
      let finish = Finish(claim: claim, seen: Progress(), progress: Progress(tries: 1), attempt: nil)
      let payload = NewTrigger(type: "letter", data: TriggerData(fields: [.init("note", .null)]))
      await needsMigration { try await django.claim() }
      await needsMigration { try await django.store.recheck([claim], now: .noon) }
      await needsMigration { try await django.store.start(claim, now: .noon) }
      await needsMigration { try await django.store.extend([claim], lease: .minutes(1), now: .noon) }
      await needsMigration { try await django.store.finish([finish]) }
      await needsMigration { try await django.store.release([claim], hold: nil, now: .noon) }
      await needsMigration { try await django.expired(now: .noon) }
      await needsMigration { try await django.store.heartbeat(django.processor("p1"), now: .noon) }
      await needsMigration { try await django.store.fire([payload], now: .noon) }
      _ = try await django.store.migrate(dryRun: false)
      #expect(try await django.claim().count == 1)
    },

    StoreRule(
      "Side tables of the first version are looked at and acted upon, and work asks for migrate; a file of ours is migrated"
    ) { fixture in
      let id = try await fixture.begun().record.id
      let free = try await fixture.fired(type: "letter")
      try await fixture.store.heartbeat(fixture.processor("p1"), now: .noon)
      try await fixture.execute("ALTER TABLE triggertop_claim DROP COLUMN takeovers")
      try await fixture.execute("ALTER TABLE triggertop_claim DROP COLUMN keyed")
      for column in ["version", "redis", "running"] {
        try await fixture.execute("ALTER TABLE triggertop_processor DROP COLUMN \(column)")
      }
      try await fixture.execute("ALTER TABLE triggertop_attempt DROP COLUMN fingerprint")
      try await fixture.execute("ALTER TABLE triggertop_schema DROP COLUMN readable_from")
      try await fixture.execute("DELETE FROM triggertop_schema WHERE version = 2")
      let old = try await fixture.another()
      if try await old.facts().isOwn, try await old.facts().sideTables != 1 {
        // By opening it.
        #expect(try await old.claim(.due("letter"), now: .noon).map(\.id) == [free.id])
        return
      }
      #expect(try await old.facts().sideTables == 1)
      #expect(try await old.facts().lack(for: "Processing") != nil)
      #expect(try await old.detail(of: id, now: .noon)?.row.running?.started == .noon)
      #expect(try await old.page(PageQuery(), now: .noon).rows.count == 2)
      #expect(try await old.processors(now: .noon).processors.map(\.version) == [nil])
      let ann = Operator(name: "ann", host: "web3")
      let moved = try await old.apply(.reschedule(.at(.infinity)), to: [Target(free)], by: ann, now: .noon)
      #expect(moved.done.count == 1 && moved.journalID != nil)
      await needsMigration { try await old.claim(.due(), now: .noon) }
      await needsMigration { try await old.heartbeat(fixture.processor("p1"), now: .noon) }
      #expect(try await !old.migrate(dryRun: false).isEmpty)
      #expect(try await old.facts().sideTables == StoreFacts.workingVersion)
      #expect(try await old.claim(.due("letter"), now: .noon).isEmpty)
    },
  ]
}

/// Expects `StoreError.needsMigration`, naming the remedy.
private func needsMigration(sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any)
  async
{
  do {
    _ = try await body()
    Issue.record("went through", sourceLocation: sourceLocation)
  } catch StoreError.needsMigration(let sentence) {
    #expect(sentence.contains("triggertop migrate"), sourceLocation: sourceLocation)
  } catch {
    Issue.record("threw \(error)", sourceLocation: sourceLocation)
  }
}
