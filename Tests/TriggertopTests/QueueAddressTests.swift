import Testing

@testable import triggertop

@Suite("Queue addresses")
struct QueueAddressTests {
  @Test(
    "A queue is told by its scheme, by libpq's keys, or is a path",
    arguments: [
      ("orders.sqlite3", QueueAddress.sqlite(path: "orders.sqlite3")),
      ("/srv/a=b.db", .sqlite(path: "/srv/a=b.db")),
      ("sqlite:/srv/orders.db", .sqlite(path: "/srv/orders.db")),
      ("sqlite:///orders.db", .sqlite(path: "orders.db")),
      ("sqlite:////srv/orders.db", .sqlite(path: "/srv/orders.db")),
      ("postgresql:///orders", .postgres(conninfo: "postgresql:///orders")),
      ("postgres://db/orders", .postgres(conninfo: "postgres://db/orders")),
      ("service=orders", .postgres(conninfo: "service=orders")),
      (" host = db dbname=orders", .postgres(conninfo: "host = db dbname=orders")),
      ("postgresql://db/orders\n", .postgres(conninfo: "postgresql://db/orders")),
      (" /srv/orders.db \r\n", .sqlite(path: "/srv/orders.db")),
    ])
  func addresses(text: String, expected: QueueAddress) throws {
    #expect(try QueueAddress(text) == expected)
  }

  @Test("A scheme that no driver knows is refused by its name", arguments: ["mysql://db/orders", "sqlite:"])
  func refused(text: String) {
    #expect(throws: Failure.self) { try QueueAddress(text) }
  }

  @Test("Libpq's keys in capitals are no path, but an address to be corrected")
  func capitals() throws { #expect(try QueueAddress("PASSWORD=x host=h") == .postgres(conninfo: "PASSWORD=x host=h")) }
}
