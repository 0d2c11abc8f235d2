using Busbar.StoreChild;

// Writes facts to the store in the folder of its first argument, or in the PostgreSQL database of its second, until it is killed; see CrashRounds.
await CrashScript.RunAsync(args[0], args.ElementAtOrDefault(1));
