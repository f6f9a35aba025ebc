import Testing
import TriggerCore

@testable import TriggerPostgres

@Suite("PostgreSQL's errors as the store's")
struct StoreErrorTests {
  @Test(
    "Each says whether nothing that was asked, the row or the setup is to blame",
    arguments: [
      (.passing, ["25006", "40001", "40P01", "53100", "53200", "53300", "57014", "57P01", "08006", "58030", "XX000"]),
      (.row, ["22P05", "22003", "23503", "23514", "38000", "39000", "44000", "54000", "P0001"]),
      (.setup, ["42501", "42P01", "42703", "42883", "3F000"]),
    ] as [(StoreError.Fault, [String])])
  func faults(fault: StoreError.Fault, states: [String]) throws {
    for state in states {
      let error = PostgresError.server(PostgresServerError(sqlState: state, message: "no"))
      #expect(StoreError(error).fault == fault, "\(state)")
    }
  }

  @Test("A value that other rows rule out is no value that is too large, and is told apart from it")
  func remedies() {
    for (state, remedy) in [
      ("23503", "what it refers to is missing, or other rows refer to it"),
      ("23505", "another row has that value, which may be there only once"),
      ("22003", "the tables can't hold this value"),
    ] {
      let error = StoreError(PostgresError.server(PostgresServerError(sqlState: state, message: "no")))
      #expect("\(error)".contains(remedy), "\(error)")
    }
  }
}
