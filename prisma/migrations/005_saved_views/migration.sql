-- CreateTable
CREATE TABLE "saved_views" (
    "id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "owner_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "is_shared" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT statement_timestamp(),

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_views_is_shared_path_idx" ON "saved_views"("is_shared", "path");

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_owner_path_name_key" ON "saved_views"("owner", "path", "name");
