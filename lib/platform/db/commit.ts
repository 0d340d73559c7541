import type { SqlDriverAdapterFactory, Transaction } from "@prisma/driver-adapter-utils";

const RUN_DEFERRED = { sql: "SET CONSTRAINTS ALL IMMEDIATE", args: [], argTypes: [] };

/**
 * The adapter of the embedded database drops a failure of COMMIT: what a deferred trigger refuses would be told as done
 * and be rolled back. So these triggers run just before it, by a statement whose failure is told.
 */
export function tellingCommits(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => {
      const adapter = await factory.connect();
      const start = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (level) => telling(await start(level));
      return adapter;
    },
  };
}

function telling(transaction: Transaction): Transaction {
  const commit = transaction.commit.bind(transaction);
  transaction.commit = async () => {
    try {
      await transaction.executeRaw(RUN_DEFERRED);
    } catch (error) {
      // Else the one connection would stay in this transaction for ever.
      await transaction.rollback();
      throw error;
    }
    await commit();
  };
  return transaction;
}
