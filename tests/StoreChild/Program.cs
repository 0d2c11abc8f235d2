using Busbar.StoreChild;

// Writes facts to the store in the folder of its first argument until it is killed; see StoreCrashTests.
await CrashScript.RunAsync(args[0]);
