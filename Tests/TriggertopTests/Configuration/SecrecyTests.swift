import Testing

@testable import triggertop

@Suite("Secrets of the configuration")
struct SecrecyTests {
  @Test(
    "A queue's address is shown without its password, or not at all where it can't be read",
    arguments: [
      ("postgresql://app@db/orders?sslmode=require", "postgresql://app@db/orders?sslmode=require"),
      ("/srv/orders.db", "/srv/orders.db"), ("service=orders", "service=orders"),
      ("postgresql://app:SECRET@db/orders", "dbname='orders' host='db' user='app'"),
      ("postgresql://u:p SECRET@h/db", "dbname='db' host='h' user='u'"),
      ("postgresql://db/orders?user=app&password=SECRET", "dbname='orders' host='db' user='app'"),
      ("host=h password=a&SECRET", "host='h'"), (#"host=h password=a\ SECRET"#, "host='h'"),
      ("postgresql://u:p/SECRET@h/db", "***"), ("postgresql://app:se:cr@SECRET@db/orders", "***"),
      ("PASSWORD=SECRET", "***"), ("host=h PASSWORD=SECRET", "***"), ("host=h password='it''SECRET'", "***"),
      (" postgresql://u:SECRET@h/db\n", "dbname='db' host='h' user='u'"), ("mysql://u:SECRET@h/db", "***"),
      ("dsn: password SECRET", "***"),
    ])
  func queue(text: String, shown: String) throws {
    #expect(Secrecy.queue.shown(text) == shown)
    let argument = try configuration(ConfigurationFlags(database: text)).databaseArgument
    #expect(argument == (shown == "***" ? nil : shown))
  }

  @Test(
    "A Redis URL is shown without its password, or not at all where it is none",
    arguments: [
      ("redis://:SECRET@r/0", "redis://r:6379/0"), ("redis://ann:SECRET@r:1/2", "redis://ann@r:1/2"),
      ("redis://:a/SECRET@h/0", "redis://h:6379/0"), ("redis://:a SECRET@h/0", "redis://h:6379/0"),
      ("amqp://u:SECRET@b", "***"), ("SECRET", "***"),
    ])
  func redis(text: String, shown: String) { #expect(Secrecy.redis.shown(text) == shown) }

  @Test(
    "A webhook's address is shown to its port: paths and queries are often tokens",
    arguments: [
      ("https://h", "https://h/"), ("https://u:SECRET@h:81/", "https://h:81/"), ("https://h/x/SECRET", "https://h/***"),
      ("https://h?token=SECRET", "https://h/***"), ("http://[::1]:80/#SECRET", "http://[::1]:80/***"),
      ("SECRET", "***"),
    ])
  func webhook(text: String, shown: String) { #expect(Secrecy.webhook.shown(text) == shown) }

  @Test("A path that looks like an address with a password is not repeated where there is no such file")
  func missingFile() throws {
    for text in ["dsn://u:SECRET@h/db", "dsn: password SECRET"] {
      let failure = #expect(throws: (any Error).self) {
        try QueueOpener(configuration(ConfigurationFlags(database: text))).store()
      }
      #expect(!"\(try #require(failure))".contains("SECRET"))
    }
  }
}
