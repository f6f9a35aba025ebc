import Testing
import TriggerPostgres

@Suite("PostgreSQL addresses")
struct PostgresAddressTests {
  @Test(
    "A description names the database and never shows a password",
    arguments: [
      ("postgresql://ann:s3cret@db1:5433/app", "postgresql://ann@db1:5433/app"),
      ("postgres://ann:s3cret@db1/app?sslmode=disable", "postgresql://ann@db1/app"),
      ("postgresql://ann:s3%40cret%2Fx@db1/app", "postgresql://ann@db1/app"),
      ("postgresql://db1/app?user=ann&password=s3cret", "postgresql://ann@db1/app"),
      ("postgresql://db1/app?user=ann&sslpassword=s3cret", "postgresql://ann@db1/app"),
      ("host=db1 user=ann password=s3cret dbname=app", "postgresql://ann@db1/app"),
      ("host=db1 user=ann password='s3 cret\\'s3cret' dbname=app", "postgresql://ann@db1/app"),
      ("host=/run/pg port=5433 user=ann dbname=app", "postgresql://ann@:5433/app?host=/run/pg"),
      ("service=orders", "postgresql:///?service=orders"),
      ("postgresql://ann@db1/a%1b%5bb", "postgresql://ann@db1/a%1b[b"),
      ("postgresql://ann:s3cret@db1,db2/app", "postgresql://ann@db1,db2/app"),
    ])
  func masks(text: String, expected: String) throws {
    let address = try PostgresAddress(text)
    #expect(address.description == expected)
    var dumped = ""
    dump(address, to: &dumped)
    #expect(!"\(address) \(String(reflecting: address)) \(dumped)".contains("cret"))
  }

  @Test(
    "Without its secrets it opens the same database, options and all",
    arguments: [
      ("postgresql://ann@db1/app?sslmode=require", "postgresql://ann@db1/app?sslmode=require"),
      ("service=orders", "service=orders"), ("orders", "orders"),
      (
        "postgresql://ann:s3cret@db1:5433/app?sslmode=require",
        "dbname='app' host='db1' port='5433' sslmode='require' user='ann'"
      ),
      ("host=db1 password=a&s3cret user='o\\'hara'", "host='db1' user='o\\'hara'"),
      ("host=db1 password=a\\ s3cret", "host='db1'"), ("postgresql://ann:a s3cret@db1/", "host='db1' user='ann'"),
    ])
  func withoutSecrets(text: String, expected: String) throws {
    let address = try PostgresAddress(text)
    #expect(address.withoutSecrets == expected)
    #expect(try PostgresAddress(address.withoutSecrets).description == address.description)
  }

  @Test("A name alone is a database's name")
  func databaseName() throws {
    #expect(try PostgresAddress("orders").database == "orders")
  }

  @Test(
    "What cannot be read is refused without being repeated",
    arguments: [
      "host=db1 password=my s3cret", "postgresql://ann:s3cret@db1/app?pasword=s3cret", "host=db1 pass=s3cret",
      "postgresql://ann:p@s3cret@db1/app", "postgresql://ann:12/s3cret@db1/app", "postgresql://ann:s3cret%zz@db1/app",
      "host=db1 password=s3cret\0",
    ])
  func refuses(text: String) throws {
    let error = try #require(throws: PostgresError.self) { try PostgresAddress(text) }
    guard case .invalidAddress(let sentence) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(!sentence.contains("s3cret"))
    #expect(
      sentence.contains("%40") || sentence.contains("percent-encoded") || sentence.contains("NUL")
        || sentence.contains("libpq does not know"))
  }

  @Test(
    "A parameter that libpq does not know is named; of any other reason what libpq quotes is left out",
    arguments: [
      ("postgresql://ann:s3cret@db1/app?pool=5", "the parameter pool, which libpq does not know"),
      ("host=db1 pool=5", "the parameter pool, which libpq does not know"),
      ("postgresql://ann:s3cret%zz@db1/app", "invalid percent-encoded token: …;"),
      ("host=db1 password=my s3cret", "missing … in connection info string"),
    ])
  func reasons(text: String, says: String) throws {
    let error = try #require(throws: PostgresError.self) { try PostgresAddress(text) }
    #expect(error.description.contains(says), "\(error)")
    #expect(!error.description.contains("s3cret"))
  }
}
